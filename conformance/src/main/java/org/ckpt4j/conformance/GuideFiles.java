package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files a program of the guide left, against the recording: which there are, their bytes, the
 * state files' text, and what the checkpoints among them hold.
 *
 * <p>A {@code .meta} is compared by what it holds. Not compared: the decoded index, since its bytes
 * are.
 */
final class GuideFiles {
  private static final String META = ".meta";

  private final Checks checks;
  private final JsonNode expected;
  private final Path recorded;
  private final Path written;
  private final boolean whole;

  /**
   * @param whole whether the program does all of the section; else files may be left out
   */
  GuideFiles(Checks checks, JsonNode expected, Path recorded, Path written, boolean whole) {
    this.checks = checks;
    this.expected = expected;
    this.recorded = recorded;
    this.written = written;
    this.whole = whole;
  }

  void compare() throws IOException {
    listing();
    for (JsonNode file : expected.path("files")) {
      file(file);
    }
    stateFile(expected.path("state_file"));
    for (JsonNode state : expected.path("state_files")) {
      stateFile(state);
    }
    for (JsonNode checkpoint : expected.path("checkpoints")) {
      if (!whole && !Files.exists(written.resolve(checkpoint.path("prefix").asText() + ".index"))) {
        continue;
      }
      GuideCheckpoint.compare(checks, checkpoint, written);
    }
  }

  private void listing() throws IOException {
    List<@Nullable Object> wanted = new ArrayList<>();
    expected.path("files").forEach(file -> wanted.add(file.get("path").textValue()));
    List<@Nullable Object> found = new ArrayList<>(new Scratch(written).files());
    if (!whole) {
      found.forEach(
          file -> checks.holds("TensorFlow wrote " + file + " too", wanted.contains(file)));
      return;
    }
    checks.same("files written", new TreeSet<>(texts(wanted)), new TreeSet<>(texts(found)));
  }

  private static List<String> texts(@Nullable Object listing) {
    return listing instanceof List<?> files
        ? files.stream().map(String::valueOf).toList()
        : List.of();
  }

  private void file(JsonNode file) throws IOException {
    String path = file.get("path").textValue();
    Path ours = written.resolve(path);
    if (!Files.isRegularFile(ours)) {
      return; // the listing said so
    }
    if (path.endsWith(META)) {
      GuideGraph.compare(checks, recorded.resolve(path), ours);
      return;
    }
    String sha256 = FileCheck.sha256(ours);
    Path theirs = recorded.resolve(path);
    if (!sha256.equals(file.get("sha256").textValue()) && Files.isRegularFile(theirs)) {
      FileCheck.sameBytes(checks, theirs, ours);
    } else {
      checks.same(path + ", sha256", file.get("sha256").textValue(), sha256);
    }
    checks.same(path + ", size", file.get("size").longValue(), Files.size(ours));
  }

  private void stateFile(JsonNode state) throws IOException {
    if (!state.isObject()) {
      checks.holds("there is no state file", !Files.exists(written.resolve("checkpoint")));
      return;
    }
    Path file = written.resolve(state.get("path").textValue());
    if (Files.isRegularFile(file)) {
      checks.same(
          "state file " + state.get("path").textValue(),
          state.get("text").textValue(),
          Files.readString(file, StandardCharsets.UTF_8));
    }
  }
}
