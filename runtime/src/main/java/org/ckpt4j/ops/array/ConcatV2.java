package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code ConcatV2}: tensors one after the other along a dimension they have. */
public final class ConcatV2 {
  public static final OpDef DEF =
      OpDef.named("ConcatV2")
          .inputs("values: N * T", "axis: Tidx")
          .outputs("output: T")
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .infer(ConcatV2::infer)
          .compute(ConcatV2::compute)
          .gradientLater()
          .build();

  private ConcatV2() {}

  /** Counterpart: {@code tf.concat}; one tensor alone becomes an {@code Identity}. */
  public static Tensor of(List<?> values, int axis, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "concat"))) {
      if (values.size() == 1) {
        return IdentityOps.identity(values.get(0), new Named(scope.name()));
      }
      List<Operand> operands = new ArrayList<>(Pack.tensors(values, null, "values_"));
      operands.add(ToTensor.of(axis, DType.INT32, "axis"));
      return DEF.call(scope.name(), Attrs.none(), operands.toArray(Operand[]::new));
    }
  }

  private static List<Shape> infer(InferCall call) {
    int count = call.numInputs() - 1;
    RawTensor axisValue = call.constant(count);
    Shape known = null;
    for (int i = 0; i < count; i++) {
      Shape shape = call.shape(i);
      if (shape.hasKnownRank() && shape.rank() == 0) {
        throw call.invalid("input %d is a scalar; stack scalars instead", i);
      }
      if (known != null && shape.hasKnownRank() && shape.rank() != known.rank()) {
        throw call.invalid("inputs have ranks %d and %d", known.rank(), shape.rank());
      }
      known = shape.hasKnownRank() ? shape : known;
    }
    if (known == null) {
      return List.of(Shape.unknown());
    }
    long[] dims = known.dims();
    if (axisValue == null) {
      java.util.Arrays.fill(dims, Shape.UNKNOWN_SIZE);
      return List.of(Shape.of(dims));
    }
    long given = EagerTensor.of(axisValue).longValue();
    int axis = (int) (given < 0 ? given + known.rank() : given);
    if (axis < 0 || axis >= known.rank()) {
      throw call.invalid("axis %d does not exist in rank %d", given, known.rank());
    }
    return List.of(joined(call, axis, dims.length, count));
  }

  private static Shape joined(InferCall call, int axis, int rank, int count) {
    long[] dims = new long[rank];
    java.util.Arrays.fill(dims, Shape.UNKNOWN_SIZE);
    dims[axis] = 0;
    for (int i = 0; i < count; i++) {
      Shape shape = call.shape(i);
      for (int d = 0; d < rank; d++) {
        long size = shape.hasKnownRank() ? shape.dim(d) : Shape.UNKNOWN_SIZE;
        if (d == axis) {
          dims[d] = dims[d] < 0 || size < 0 ? Shape.UNKNOWN_SIZE : dims[d] + size;
        } else if (size >= 0 && dims[d] >= 0 && size != dims[d]) {
          throw call.invalid(
              "sizes differ outside of dimension %d: input %d has %s", axis, i, shape);
        } else if (size >= 0) {
          dims[d] = size;
        }
      }
    }
    return Shape.of(dims);
  }

  private static EagerTensor compute(KernelCall call) {
    int count = call.numInputs() - 1;
    List<EagerTensor> inputs = call.inputsFrom(0).subList(0, count);
    int rank = inputs.get(0).shape().rank();
    long given = call.input(count).longValue();
    int axis = (int) (given < 0 ? given + rank : given);
    long[] dims = inputs.get(0).shape().dims();
    dims[axis] = inputs.stream().mapToLong(t -> t.shape().dim(axis)).sum();
    return Joining.along(axis, Shape.of(dims), inputs, t -> t.shape().dim(axis));
  }
}
