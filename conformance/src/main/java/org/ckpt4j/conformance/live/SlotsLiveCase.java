package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer of TF1 as a part of a {@code Checkpoint}: one side trains and saves, the other
 * restores into new objects, goes on, and has the same variables and slots.
 */
final class SlotsLiveCase implements LiveCase {
  private static final String NAME = "ckpt";
  private static final double TOLERANCE = 1e-5;

  private final TrainedObjects plan;
  private @Nullable Map<String, RawTensor> last;

  private SlotsLiveCase(TrainedObjects plan) {
    this.plan = plan;
  }

  static SlotsLiveCase draw(RandomTensors random) {
    return new SlotsLiveCase(TrainedObjects.draw(random));
  }

  @Override
  public String kind() {
    return "slots";
  }

  @Override
  public void write(Path ours) {
    try (var in = ObjectLiveCase.in(ours)) {
      TrainedObjects.Made made = plan.make(false);
      for (int i = 0; i < plan.steps() - 1; i++) {
        made.step(i);
      }
      String unused = made.checkpoint().save(NAME);
      made.step(plan.steps() - 1);
      last = made.values();
    }
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME + "-1");
    job.put("theirs", theirs + "/" + NAME);
    plan.describe(job);
    ObjectNode expected = job.putObject("expected");
    Objects.requireNonNull(last, "last")
        .forEach((name, value) -> Item.describe(value, expected.putObject(name)));
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    checks.same("keys", specs(theirs.resolve(NAME + "-1")), specs(ours.resolve(NAME + "-1")));
    try (var in = ObjectLiveCase.in(theirs)) {
      TrainedObjects.Made made = plan.make(true);
      try (var status = made.checkpoint().restore(NAME + "-1")) {
        made.step(plan.steps() - 1);
        status.assertConsumed();
      }
      Map<String, RawTensor> values = made.values();
      Map<String, RawTensor> wanted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> one : found.path("values").properties()) {
        wanted.put(one.getKey(), LiveValues.read(one.getValue()));
      }
      if (checks.same("names", wanted.keySet(), new TreeMap<>(values).keySet())) {
        wanted.forEach(
            (name, value) ->
                LiveValues.near(
                    checks, name, value, Objects.requireNonNull(values.get(name)), TOLERANCE));
      }
    }
  }

  private static Map<String, TensorSpec> specs(Path prefix) throws IOException {
    Map<String, TensorSpec> out = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (var entry : reader.entries()) {
        out.put(entry.key().toString(), entry.spec());
      }
    }
    return out;
  }
}
