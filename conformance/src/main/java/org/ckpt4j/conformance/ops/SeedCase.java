package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** How the seeds of random ops follow from those that a program sets, and what they draw. */
final class SeedCase {
  private static final int[] RANGE = {0, 1, 2, 3, 4, 5};
  private static final float[][] LOGITS = {{0, 1, 2}};

  private SeedCase() {}

  static void inGraph(JsonNode recorded, Findings checks) {
    JsonNode steps = RecordedTensor.field(recorded, "steps");
    JsonNode observed = RecordedTensor.field(recorded, "observed");
    List<Tensor> drawn = new ArrayList<>();
    List<JsonNode> known = new ArrayList<>();
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      if (steps.hasNonNull("graph_seed")) {
        TF1.setRandomSeed(steps.get("graph_seed").longValue());
      }
      for (int i = 0; i < steps.get("ops").size(); i++) {
        JsonNode step = steps.get("ops").get(i);
        int before = graph.getOperations().size();
        @Nullable Tensor tensor = inGraph(step);
        if (tensor == null) {
          continue;
        }
        JsonNode want = observed.get(i);
        Operation op =
            graph.getOperations().stream()
                .skip(before)
                .filter(o -> o.type().equals(want.get("type").textValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + want.get("type") + " was added"));
        String where = "op " + i + " ";
        checks.same(where + "seed", want.get("seed").longValue(), op.attrs().get("seed"));
        checks.same(where + "seed2", want.get("seed2").longValue(), op.attrs().get("seed2"));
        if (want.has("runs")) {
          drawn.add(tensor);
          known.add(want.get("runs"));
        }
      }
      runs(graph, drawn, known, Tolerance.of(recorded.path("tolerance")), checks);
    }
  }

  private static void runs(
      Graph graph, List<Tensor> drawn, List<JsonNode> known, Tolerance tolerance, Findings checks) {
    if (drawn.isEmpty()) {
      return;
    }
    try (Session session = new Session(graph)) {
      for (int run = 0; run < 2; run++) {
        List<@Nullable EagerTensor> values = session.run(drawn);
        for (int i = 0; i < values.size(); i++) {
          EagerTensor value = java.util.Objects.requireNonNull(values.get(i));
          tolerance.check(checks, "run " + run + " of " + i, known.get(i).get(run), value);
        }
      }
    }
  }

  private static @Nullable Tensor inGraph(JsonNode step) {
    OpOption[] seed = seed(step);
    long[] shape = {3};
    return switch (step.get("fn").textValue()) {
      case "const" -> {
        TF.constant(1f);
        yield null;
      }
      case "random_uniform" -> TF1.randomUniform(shape, seed);
      case "random_normal" -> TF1.randomNormal(shape, seed);
      case "truncated_normal" -> TF1.truncatedNormal(shape, seed);
      case "random_shuffle" -> TF1.randomShuffle(new float[] {0, 1, 2}, seed);
      case "random_uniform_int" -> TF1.randomUniform(shape, integers(seed));
      case "categorical" -> TF.random.categorical(LOGITS, 3, seed);
      default -> throw new MalformedCase("no such function: " + step.get("fn"));
    };
  }

  static void eagerly(JsonNode recorded, Findings checks) {
    JsonNode steps = RecordedTensor.field(recorded, "steps");
    Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
    for (int i = 0; i < steps.size(); i++) {
      JsonNode step = steps.get(i);
      if (step.has("set_seed")) {
        TF.random.setSeed(step.get("set_seed").longValue());
      } else {
        JsonNode want = RecordedTensor.field(recorded, "observed").get(i).get("value");
        tolerance.check(checks, "step " + i, want, (EagerTensor) eagerly(step));
      }
    }
  }

  private static Tensor eagerly(JsonNode step) {
    OpOption[] seed = seed(step);
    long[] shape = {3};
    return switch (step.get("fn").textValue()) {
      case "uniform" -> TF.random.uniform(shape, seed);
      case "uniform5" -> TF.random.uniform(new long[] {5}, seed);
      case "normal" -> TF.random.normal(shape, seed);
      case "truncated_normal" -> TF.random.truncatedNormal(shape, seed);
      case "shuffle" -> TF.random.shuffle(RANGE, seed);
      case "uniform_int" -> TF.random.uniform(shape, integers(seed));
      case "categorical" -> TF.random.categorical(LOGITS, 4, seed);
      default -> throw new MalformedCase("no such function: " + step.get("fn"));
    };
  }

  private static OpOption[] seed(JsonNode step) {
    return step.hasNonNull("seed")
        ? new OpOption[] {TF.seed(step.get("seed").longValue())}
        : new OpOption[0];
  }

  private static OpOption[] integers(OpOption[] seed) {
    List<OpOption> all = new ArrayList<>(List.of(seed));
    all.addAll(List.of(TF.minval(0), TF.maxval(100), TF.dtype(DType.INT32)));
    return all.toArray(OpOption[]::new);
  }
}
