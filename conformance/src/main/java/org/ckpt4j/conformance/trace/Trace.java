package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One program of the trace language.
 *
 * @param note what a hand-written program is about; empty for a random one
 */
record Trace(String id, String family, String note, JsonNode steps) {
  static Trace of(JsonNode program) {
    return new Trace(
        program.get("id").textValue(),
        program.get("family").textValue(),
        program.path("note").asText(),
        program.get("steps"));
  }
}
