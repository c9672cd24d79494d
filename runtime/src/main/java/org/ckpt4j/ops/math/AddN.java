package org.ckpt4j.ops.math;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariantArithmetic;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code AddN}: the sum of tensors of one shape. */
public final class AddN {
  public static final OpDef DEF =
      OpDef.named("AddN")
          .inputs("inputs: N * T")
          .outputs("sum: T")
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.join(NumberTypes.NUMBERTYPE, DType.VARIANT)))
          .infer(AddN::infer)
          .compute(AddN::compute)
          .gradient((call, dy) -> java.util.Collections.nCopies(call.numInputs(), dy.get(0)))
          .build();

  /** The older operation that is told the shape. */
  public static final OpDef ACCUMULATE =
      OpDef.named("AccumulateNV2")
          .inputs("inputs: N * T")
          .outputs("sum: T")
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.NUMBERTYPE))
          .attr("shape", AttrKind.SHAPE)
          .infer(call -> List.of(call.<Shape>attr("shape")))
          .compute(AddN::compute)
          .gradient((call, dy) -> java.util.Collections.nCopies(call.numInputs(), dy.get(0)))
          .build();

  private AddN() {}

  /**
   * One tensor alone is given back. Counterpart: {@code tf.add_n}.
   *
   * @throws IllegalArgumentException if there is nothing to add
   */
  public static Tensor of(List<?> inputs, OpOption... options) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("addN needs one tensor or more");
    }
    String name = Named.find(options);
    if (inputs.size() == 1) {
      Tensor only = ToTensor.of(inputs.get(0), null, "inputs");
      return name == null ? only : IdentityOps.identity(only, new Named(name));
    }
    try (NameScope scope = NameScope.enter(name == null ? DEF.name() : name)) {
      List<Operand> operands = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        operands.add(ToTensor.of(inputs.get(i), null, "inputs_" + i));
      }
      return DEF.call(scope.name(), Attrs.none(), operands.toArray(Operand[]::new));
    }
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = call.shape(0);
    for (int i = 1; i < call.numInputs(); i++) {
      if (!shape.isCompatibleWith(call.shape(i))) {
        throw call.invalid("input %d has shape %s, others %s", i, call.shape(i), shape);
      }
      shape = java.util.Objects.requireNonNull(Broadcast.merged(shape, call.shape(i)));
    }
    return List.of(shape);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor sum = call.input(0);
    for (int i = 1; i < call.numInputs(); i++) {
      if (!sum.shape().equals(call.input(i).shape())) {
        throw new InvalidArgumentError(
            "AddN: input %d has shape %s, others %s"
                .formatted(i, call.input(i).shape(), sum.shape()));
      }
      sum = plus(sum, call.input(i));
    }
    return sum;
  }

  /** A list of tensors is added element by element. */
  private static EagerTensor plus(EagerTensor a, EagerTensor b) {
    return a.dtype() == DType.VARIANT
        ? EagerTensor.ofObject(
            DType.VARIANT,
            a.object(VariantArithmetic.class).plus(b.object(Object.class), AddN::plus))
        : Arithmetic.ADD.compute(a, b);
  }
}
