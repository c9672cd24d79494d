package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.InitializersV2;

/** The values of a seeded initializer, called twice. */
final class InitializerCase {
  private InitializerCase() {}

  static void run(JsonNode recorded, Findings checks) {
    JsonNode steps = RecordedTensor.field(recorded, "steps");
    JsonNode observed = RecordedTensor.field(recorded, "observed");
    Shape shape = RecordedTensor.shape(steps.get("shape"));
    DType dtype = RecordedTensor.dtype(steps.get("dtype"));
    boolean v1 = steps.get("api").textValue().equals("v1");
    Attempt<List<EagerTensor>> attempt =
        Attempt.at(
            "initializer " + steps.get("class").textValue(),
            () ->
                v1 ? inGraph(steps, shape, dtype, observed, checks) : eagerly(steps, shape, dtype));
    if (observed.has("error")) {
      attempt.failure(checks, "initializer", observed.get("error").textValue());
    } else if (attempt.success(checks, "initializer")) {
      Tolerance tolerance = Tolerance.of(recorded.path("tolerance"));
      EagerOp.values(checks, "call ", observed.get("values"), attempt.get(), tolerance);
    }
  }

  private static List<EagerTensor> eagerly(JsonNode steps, Shape shape, DType dtype) {
    TF.random.setSeed(1);
    Initializer initializer = repeatable(steps);
    return List.of(
        (EagerTensor) initializer.initialize(shape, dtype, null),
        (EagerTensor) initializer.initialize(shape, dtype, null));
  }

  private static List<EagerTensor> inGraph(
      JsonNode steps, Shape shape, DType dtype, JsonNode observed, Findings checks) {
    Graph graph = new Graph();
    try (var entered = graph.asDefault()) {
      Initializer initializer = stateful(steps);
      List<Tensor> values =
          List.of(
              initializer.initialize(shape, dtype, null),
              initializer.initialize(shape, dtype, null));
      List<String> seeds = new ArrayList<>();
      for (Operation op : graph.getOperations()) {
        if (op.attrs().has("seed2")) {
          seeds.add(
              "[\"%s\",%s,%s]"
                  .formatted(op.type(), op.attrs().get("seed"), op.attrs().get("seed2")));
        }
      }
      if (observed.has("seeds")) {
        List<String> wanted = new ArrayList<>();
        observed.get("seeds").forEach(seed -> wanted.add(seed.toString()));
        checks.same("seeds", wanted, seeds);
      }
      try (Session session = new Session(graph)) {
        return session.run(values).stream().map(java.util.Objects::requireNonNull).toList();
      }
    }
  }

  private static OpOption[] options(JsonNode args) {
    List<OpOption> options = new ArrayList<>();
    if (args.hasNonNull("seed")) {
      options.add(TF.seed(args.get("seed").longValue()));
    }
    if (args.has("mean")) {
      options.add(TF.mean(args.get("mean").doubleValue()));
      options.add(TF.stddev(args.get("stddev").doubleValue()));
    }
    if (args.has("minval")) {
      options.add(TF.minval(args.get("minval").doubleValue()));
      options.add(TF.maxval(args.get("maxval").doubleValue()));
    }
    return options.toArray(OpOption[]::new);
  }

  private static Initializer stateful(JsonNode steps) {
    JsonNode args = steps.get("args");
    OpOption[] options = options(args);
    return switch (steps.get("class").textValue()) {
      case "Zeros" -> Initializers.zeros();
      case "Ones" -> Initializers.ones();
      case "Constant" -> Initializers.constant(args.get("value").doubleValue());
      case "Identity" -> Initializers.identity(args.get("gain").doubleValue());
      case "Orthogonal" -> Initializers.orthogonal(args.get("gain").doubleValue(), options);
      case "RandomUniform" -> Initializers.randomUniform(options);
      case "RandomNormal" -> Initializers.randomNormal(options);
      case "TruncatedNormal" -> Initializers.truncatedNormal(options);
      case "GlorotUniform" -> Initializers.glorotUniform(options);
      case "GlorotNormal" -> Initializers.glorotNormal(options);
      case "HeUniform" -> Initializers.heUniform(options);
      case "HeNormal" -> Initializers.heNormal(options);
      case "LecunUniform" -> Initializers.lecunUniform(options);
      case "LecunNormal" -> Initializers.lecunNormal(options);
      case "VarianceScaling" ->
          Initializers.varianceScaling(
              args.get("scale").doubleValue(),
              args.get("mode").textValue(),
              args.get("distribution").textValue(),
              options);
      default -> throw new MalformedCase("no such initializer: " + steps.get("class"));
    };
  }

  private static Initializer repeatable(JsonNode steps) {
    JsonNode args = steps.get("args");
    OpOption[] options = options(args);
    return switch (steps.get("class").textValue()) {
      case "Zeros" -> InitializersV2.zeros();
      case "Ones" -> InitializersV2.ones();
      case "Constant" -> InitializersV2.constant(args.get("value").doubleValue());
      case "Identity" -> InitializersV2.identity(args.get("gain").doubleValue());
      case "Orthogonal" -> InitializersV2.orthogonal(args.get("gain").doubleValue(), options);
      case "RandomUniform" -> InitializersV2.randomUniform(options);
      case "RandomNormal" -> InitializersV2.randomNormal(options);
      case "TruncatedNormal" -> InitializersV2.truncatedNormal(options);
      case "GlorotUniform" -> InitializersV2.glorotUniform(options);
      case "GlorotNormal" -> InitializersV2.glorotNormal(options);
      case "HeUniform" -> InitializersV2.heUniform(options);
      case "HeNormal" -> InitializersV2.heNormal(options);
      case "LecunUniform" -> InitializersV2.lecunUniform(options);
      case "LecunNormal" -> InitializersV2.lecunNormal(options);
      case "VarianceScaling" ->
          InitializersV2.varianceScaling(
              args.get("scale").doubleValue(),
              args.get("mode").textValue(),
              args.get("distribution").textValue(),
              options);
      default -> throw new MalformedCase("no such initializer: " + steps.get("class"));
    };
  }
}
