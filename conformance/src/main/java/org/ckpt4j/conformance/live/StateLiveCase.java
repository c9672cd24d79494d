package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.conformance.Checks;

/**
 * A state file in a relative folder: names, times, and which of the checkpoints are there.
 *
 * @param present whether the newest checkpoint has an index
 */
record StateLiveCase(
    String model, List<String> all, List<Double> times, OptionalDouble preserved, boolean present)
    implements LiveCase {
  private static final List<String> NAMES =
      List.of(
          "model-",
          "ck pt-",
          "grüß-",
          "sub/deep/ck-",
          "日本-",
          "a'b-",
          "c\"d-",
          "x..y-",
          "a+b=",
          "[x]-",
          "a[b-",
          "c]d[-",
          "q?-",
          "s*-",
          "back\\slash-",
          "[]-",
          "[]a]-",
          "{a,b}-");

  static StateLiveCase draw(RandomTensors random) {
    String name = random.one(NAMES);
    List<String> all = new ArrayList<>();
    int count = 1 + random.upTo(5);
    for (int i = 0; i < count; i++) {
      all.add(name + (i * 100 + random.upTo(100)));
    }
    List<Double> times = new ArrayList<>();
    if (random.chance(50)) {
      for (int i = 0; i < count; i++) {
        times.add(time(random));
      }
    }
    return new StateLiveCase(
        all.get(count - 1),
        all,
        times,
        random.chance(50) ? OptionalDouble.of(time(random)) : OptionalDouble.empty(),
        random.chance(70) && !name.contains("/"));
  }

  private static double time(RandomTensors random) {
    double base = random.upTo(2_000_000_000) + random.upTo(1_000_000) / 1e6;
    return random.chance(10) ? base * Math.pow(10, random.upTo(30) - 15) : base;
  }

  @Override
  public String kind() {
    return "state";
  }

  private CheckpointState in(String folder) {
    return new CheckpointState(
        folder + "/" + model, all.stream().map(p -> folder + "/" + p).toList(), times, preserved);
  }

  @Override
  public void write(Path ours) throws IOException {
    String folder = String.valueOf(ours.getFileName());
    CheckpointDirectory.at(folder, PathResolver.relativeTo(ours.getParent()))
        .updateCheckpointState(in(folder), CheckpointDirectory.STATE_FILE, false);
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours);
    job.put("theirs", theirs);
    ArrayNode there = job.putArray("present");
    if (present) {
      there.add(model);
    }
    ObjectNode update = job.putObject("update");
    update.put("model", model);
    ArrayNode paths = update.putArray("all");
    all.forEach(paths::add);
    ArrayNode seconds = update.putArray("times");
    times.forEach(seconds::add);
    preserved.ifPresentOrElse(t -> update.put("preserved", t), () -> update.putNull("preserved"));
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    SavedItems.sameFolders(checks, ours, theirs);
    String folder = String.valueOf(theirs.getFileName());
    CheckpointDirectory directory =
        CheckpointDirectory.at(folder, PathResolver.relativeTo(theirs.getParent()));
    checks.same(
        "state",
        Optional.of(in(folder)),
        directory.getCheckpointState(CheckpointDirectory.STATE_FILE));
    String root = found.path("latest").isTextual() ? found.get("latest").textValue() : "";
    checks.same(
        "latest checkpoint",
        root.isEmpty() ? Optional.empty() : Optional.of(folder + "/" + model),
        directory.latestCheckpoint(CheckpointDirectory.STATE_FILE));
  }
}
