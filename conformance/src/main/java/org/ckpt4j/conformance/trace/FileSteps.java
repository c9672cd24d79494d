package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Plain files of the working folder, and the clock. */
final class FileSteps {
  private FileSteps() {}

  static void register(StepTable table) {
    table.add("files", FileSteps::files);
    table.add("file_text", FileSteps::text);
    table.add("write_file", FileSteps::write);
    table.add("delete_file", FileSteps::delete);
    table.add("mkdir", FileSteps::makeFolder);
    table.add("advance_clock", FileSteps::advance);
  }

  private static ObjectNode files(TraceState state, JsonNode step) throws IOException {
    String below = step.path("dir").asText(".");
    return Observation.of("files", state.folder().list(below)).done();
  }

  private static ObjectNode text(TraceState state, JsonNode step) throws IOException {
    Path file = file(state, step);
    return Files.isRegularFile(file)
        ? Observation.of("text", Files.readString(file, StandardCharsets.UTF_8)).done()
        : Observation.of("none", true).done();
  }

  private static ObjectNode write(TraceState state, JsonNode step) throws IOException {
    Path file = file(state, step);
    Files.createDirectories(file.getParent());
    Files.writeString(file, step.get("text").textValue(), StandardCharsets.UTF_8);
    return Observation.nothing();
  }

  private static ObjectNode delete(TraceState state, JsonNode step) throws IOException {
    Files.deleteIfExists(file(state, step));
    return Observation.nothing();
  }

  private static ObjectNode makeFolder(TraceState state, JsonNode step) throws IOException {
    Files.createDirectories(file(state, step));
    return Observation.nothing();
  }

  private static ObjectNode advance(TraceState state, JsonNode step) {
    state.advance(step.get("seconds").doubleValue());
    return Observation.nothing();
  }

  private static Path file(TraceState state, JsonNode step) {
    return state.folder().resolve(step.get("path").textValue());
  }
}
