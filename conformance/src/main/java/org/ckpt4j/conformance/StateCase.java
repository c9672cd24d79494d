package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.PathResolver;

/** State files: their text, its fields, what the two functions make of them, and the text again. */
record StateCase(Path folder, JsonNode expected) implements ConformanceCase {
  @Override
  public String id() {
    return String.valueOf(folder.getFileName());
  }

  @Override
  public void run(Checks checks) throws IOException {
    FileCheck.recorded(checks, folder, Recording.required(expected, "files"));
    for (JsonNode state : Recording.required(expected, "states")) {
      one(checks, state);
    }
  }

  private void one(Checks checks, JsonNode recorded) throws IOException {
    String file = Recording.required(recorded, "file").textValue();
    int slash = file.lastIndexOf('/');
    String name = file.substring(slash + 1);
    String parent = slash < 0 ? "" : file.substring(0, slash);
    String text = recorded.get("text").textValue();
    checks.same(file + ", text", text, Files.readString(folder.resolve(file)));

    // Joined to a folder without a name, paths stay as the file has them.
    PathResolver inside = PathResolver.relativeTo(folder.resolve(parent));
    fields(checks, file, recorded, CheckpointDirectory.at("", inside).getCheckpointState(name));

    PathResolver fromCase = PathResolver.relativeTo(folder);
    CheckpointDirectory directory = CheckpointDirectory.at(parent, fromCase);
    Optional<CheckpointState> resolved = directory.getCheckpointState(name);
    checks.holds(file + " is not read as a state file", resolved.isPresent());
    if (resolved.isPresent()) {
      JsonNode paths = recorded.get("resolved_relative_to_case");
      checks.same(
          file + ", resolved model_checkpoint_path",
          paths.get("model_checkpoint_path").textValue(),
          normal(resolved.get().modelCheckpointPath()));
      checks.same(
          file + ", resolved all_model_checkpoint_paths",
          Recording.texts(paths.get("all_model_checkpoint_paths")),
          resolved.get().allModelCheckpointPaths().stream().map(StateCase::normal).toList());
      again(checks, file, parent, name, resolved.get());
    }
    checks.same(
        file + ", latest checkpoint",
        Optional.ofNullable(recorded.get("latest_checkpoint").textValue()),
        directory.latestCheckpoint(name).map(StateCase::normal));
    for (JsonNode present : recorded.get("checkpoints_present")) {
      try (CheckpointReader reader = CheckpointReader.open(folder.resolve(present.textValue()))) {
        checks.holds("tensors of " + present, !reader.entries().isEmpty());
      }
    }
  }

  private static void fields(
      Checks checks, String file, JsonNode recorded, Optional<CheckpointState> found) {
    if (found.isEmpty()) {
      checks.fail(file + " is not read as a state file");
      return;
    }
    CheckpointState state = found.get();
    checks.same(
        file + ", model_checkpoint_path",
        recorded.get("model_checkpoint_path").textValue(),
        state.modelCheckpointPath());
    checks.same(
        file + ", all_model_checkpoint_paths",
        Recording.texts(recorded.get("all_model_checkpoint_paths")),
        state.allModelCheckpointPaths());
    List<Double> times = new ArrayList<>();
    recorded.get("all_model_checkpoint_timestamps").forEach(t -> times.add(t.doubleValue()));
    checks.same(
        file + ", all_model_checkpoint_timestamps", times, state.allModelCheckpointTimestamps());
    double preserved = recorded.get("last_preserved_timestamp").doubleValue();
    boolean written = recorded.get("text").textValue().contains("last_preserved_timestamp");
    checks.same(
        file + ", last_preserved_timestamp",
        written ? OptionalDouble.of(preserved) : OptionalDouble.empty(),
        state.lastPreservedTimestamp());
  }

  /** Written from what was read, in a folder of the same name: the same text. */
  private void again(Checks checks, String file, String parent, String name, CheckpointState state)
      throws IOException {
    try (Scratch scratch = Scratch.create()) {
      Files.createDirectories(scratch.folder().resolve(parent));
      CheckpointDirectory.at(parent, PathResolver.relativeTo(scratch.folder()))
          .updateCheckpointState(state, name, false);
      Path written = scratch.folder().resolve(file);
      checks.same(
          file + ", written again",
          Files.readString(folder.resolve(file)),
          Files.isRegularFile(written) ? Files.readString(written, StandardCharsets.UTF_8) : null);
      checks.same(file + ", files written", "[" + file + "]", scratch.files().toString());
    }
  }

  private static String normal(String path) {
    return Path.of(path).normalize().toString();
  }
}
