package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.PathResolver;

/** One odd state file: what the two functions make of it must be an allowed outcome. */
record DamagedStateCase(Path folder, JsonNode recorded) implements ConformanceCase {
  private static final int CUT = 200;

  /** A function under test. */
  private interface Function {
    Optional<List<String>> call(CheckpointDirectory directory) throws IOException;
  }

  @Override
  public String id() {
    return Recording.required(recorded, "id").textValue();
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(20);
  }

  @Override
  public long allocationLimit() {
    return 256L << 20;
  }

  @Override
  public void run(Checks checks) throws IOException {
    JsonNode state = recorded.path("value").path("get_checkpoint_state");
    JsonNode latest = recorded.path("value").path("latest_checkpoint");
    compare(
        checks,
        "get_checkpoint_state",
        state.isObject() ? Optional.of(fields(state)) : Optional.empty(),
        directory ->
            directory
                .getCheckpointState(CheckpointDirectory.STATE_FILE)
                .map(DamagedStateCase::fields));
    compare(
        checks,
        "latest_checkpoint",
        latest.isTextual() ? Optional.of(List.of(latest.textValue())) : Optional.empty(),
        directory ->
            directory
                .latestCheckpoint(CheckpointDirectory.STATE_FILE)
                .map(path -> List.of(cut(path))));
  }

  private void compare(Checks checks, String name, Optional<List<String>> base, Function function)
      throws IOException {
    TreeSet<String> allowed =
        new TreeSet<>(Recording.texts(Recording.required(recorded, "allowed").get(name)));
    Optional<List<String>> found;
    try {
      found = function.call(CheckpointDirectory.at(".", PathResolver.relativeTo(folder)));
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      checks.holds(
          name + " names no file: " + e.getMessage(),
          String.valueOf(e.getMessage()).contains(CheckpointDirectory.STATE_FILE));
      checks.holds(
          name + ": allowed is " + allowed + ", but it gives an error: " + e.getMessage(),
          allowed.contains("error"));
      return;
    }
    boolean fits =
        found.isEmpty()
            ? allowed.contains("absent")
            : allowed.contains("base") && found.equals(base);
    checks.holds(
        "%s: allowed is %s (base: %s), but it gives %s"
            .formatted(
                name, allowed, base.orElse(List.of()), found.map(List::toString).orElse("none")),
        fits);
  }

  private static List<String> fields(JsonNode state) {
    List<String> out = new ArrayList<>();
    out.add("model: " + state.get("model_checkpoint_path").textValue());
    state.get("all_model_checkpoint_paths").forEach(path -> out.add("path: " + path.textValue()));
    for (JsonNode time : state.get("all_model_checkpoint_timestamps")) {
      out.add("time: " + number(time.asText()));
    }
    out.add("preserved: " + number(state.get("last_preserved_timestamp").asText()));
    return out;
  }

  private static List<String> fields(CheckpointState state) {
    List<String> out = new ArrayList<>();
    out.add("model: " + cut(state.modelCheckpointPath()));
    state.allModelCheckpointPaths().forEach(path -> out.add("path: " + cut(path)));
    state.allModelCheckpointTimestamps().forEach(time -> out.add("time: " + time));
    out.add("preserved: " + state.lastPreservedTimestamp().orElse(0));
    return out;
  }

  /** The recording has Python's {@code repr}. */
  private static double number(String python) {
    return switch (python) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(python);
    };
  }

  /** The recording keeps this many characters of a text. */
  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= CUT ? text : text.substring(0, text.offsetByCodePoints(0, CUT));
  }
}
