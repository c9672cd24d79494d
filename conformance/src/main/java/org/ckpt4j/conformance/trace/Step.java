package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What one op of the trace language does. */
@FunctionalInterface
interface Step {
  /**
   * @return what was observed
   */
  ObjectNode run(TraceState state, JsonNode step) throws Exception;

  /** An op with a body: enters, runs the body, leaves. */
  @FunctionalInterface
  interface Block {
    /**
     * @param body runs the steps inside; an exception thrown before it is called means that the
     *     block could not be entered
     */
    ObjectNode run(TraceState state, JsonNode step, Runnable body) throws Exception;
  }
}
