package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.TapeOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Functions of tensors: their values, and what flows back from a given gradient. */
final class EvalSteps {
  private EvalSteps() {}

  static void register(StepTable table) {
    table.add("eval", EvalSteps::eval);
  }

  private static ObjectNode eval(TraceState state, JsonNode step) {
    NumericFunction function = NumericFunctions.find(step.get("fn").textValue());
    List<Tensor> args = new ArrayList<>();
    step.get("args").forEach(arg -> args.add(EagerTensor.of(TensorCodec.read(arg))));
    List<Tensor> watched = args.stream().filter(arg -> arg.dtype().isFloating()).toList();
    GradientTape tape = TF.gradientTape();
    EagerTensor value;
    try (var recording = tape.enter()) {
      tape.watch(watched);
      value = (EagerTensor) function.call(args, step.path("attrs"));
    }
    Observation observed = Observation.of("value", near(value));
    if (step.path("grad").asBoolean()) {
      List<Object> gradients = new ArrayList<>();
      for (@Nullable Operand gradient :
          tape.gradient(value, args, TapeOption.outputGradients(List.of(upstream(value))))) {
        gradients.add(
            gradient == null
                ? com.fasterxml.jackson.databind.node.NullNode.instance
                : near((EagerTensor) gradient.asTensor()));
      }
      observed.and("grads", gradients);
    }
    return observed.done();
  }

  private static com.fasterxml.jackson.databind.JsonNode near(EagerTensor value) {
    return Near.node(value, value.dtype() == DType.FLOAT64 ? 1e-9 : 1e-5);
  }

  /** 0.5, 0.75, 1, 1.25, 1.5, and again. */
  private static EagerTensor upstream(EagerTensor value) {
    double[] out = new double[ElementArrays.length(value)];
    for (int j = 0; j < out.length; j++) {
      out[j] = 0.5 + 0.25 * (j % 5);
    }
    return ElementArrays.tensor(
        value.dtype().isFloating() ? value.dtype() : DType.FLOAT32, value.shape(), out);
  }
}
