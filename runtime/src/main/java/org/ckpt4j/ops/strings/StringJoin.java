package org.ckpt4j.ops.strings;

import java.util.List;
import java.util.stream.Collectors;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code StringJoin}: strings one after the other. Only of single strings so far. */
public final class StringJoin {
  public static final OpDef DEF =
      OpDef.named("StringJoin")
          .inputs("inputs: N * string")
          .outputs("output: string")
          .attr("N", AttrKind.INT)
          .attr("separator", AttrKind.STRING, "")
          .infer(call -> List.of(call.shape(0)))
          .compute(StringJoin::join)
          .notDifferentiable()
          .build();

  private StringJoin() {}

  public static Tensor of(List<? extends Tensor> inputs) {
    try (NameScope scope = NameScope.enter(DEF.name())) {
      return DEF.run(scope.name(), Attrs.none(), inputs).output(0);
    }
  }

  private static EagerTensor join(KernelCall call) {
    List<EagerTensor> inputs = call.inputsFrom(0);
    for (EagerTensor input : inputs) {
      if (!input.shape().equals(Shape.scalar())) {
        throw new InvalidArgumentError(
            "StringJoin joins single strings so far, given shape " + input.shape());
      }
    }
    String joined =
        inputs.stream()
            .map(EagerTensor::stringValue)
            .collect(Collectors.joining(call.<String>attr("separator")));
    return EagerTensor.of(Values.of(joined, DType.STRING));
  }
}
