package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code ConcatV2}: tensors one after the other along a dimension they have; {@code Concat}: the
 * same with the dimension named first.
 */
public final class ConcatV2 {
  public static final OpDef DEF =
      OpDef.named("ConcatV2")
          .inputs("values: N * T", "axis: Tidx")
          .outputs("output: T")
          .attr("N", AttrKind.INT)
          .atLeast("N", 2)
          .attr("Tidx", AttrKind.TYPE, DType.INT32)
          .allow("Tidx", DType.INT32, DType.INT64)
          .infer(call -> infer(call, 0, call.numInputs() - 1))
          .compute(call -> compute(call, 0, call.numInputs() - 1))
          .gradient((call, dy) -> gradient(call, dy.get(0), 0, call.numInputs() - 1))
          .build();

  public static final OpDef OLD =
      OpDef.named("Concat")
          .inputs("concat_dim: int32", "values: N * T")
          .outputs("output: T")
          .attr("N", AttrKind.INT)
          .atLeast("N", 2)
          .infer(call -> infer(call, 1, 0))
          .compute(call -> compute(call, 1, 0))
          .gradient((call, dy) -> gradient(call, dy.get(0), 1, 0))
          .build();

  private ConcatV2() {}

  /** Counterpart: {@code tf.concat}; one tensor alone becomes an {@code Identity}. */
  public static Tensor of(List<?> values, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "concat",
        name -> {
          if (values.size() == 1) {
            return IdentityOps.identity(values.get(0), new Named(name));
          }
          List<Operand> operands = new ArrayList<>(Pack.tensors(values, null, "values_"));
          operands.add(ToTensor.beside(DType.INT32, axis, "axis"));
          return DEF.call(name, Attrs.none(), operands.toArray(Operand[]::new));
        });
  }

  /** Tensors along a dimension that a tensor names. */
  static Tensor joined(List<? extends Operand> values, Operand axis) {
    return of(values, axis);
  }

  private static List<Shape> infer(InferCall call, int first, int axisInput) {
    int count = call.numInputs() - 1;
    Dims.rank(call, axisInput, 0);
    long[] given = Dims.known(call, axisInput);
    Shape known = Shape.unknown();
    for (int i = 0; i < count; i++) {
      Shape shape = call.shape(first + i);
      if (shape.hasKnownRank() && shape.rank() == 0) {
        throw call.invalid("input %d is a scalar; stack scalars instead", i);
      }
      if (known.hasKnownRank() && shape.hasKnownRank() && shape.rank() != known.rank()) {
        throw call.invalid("inputs have ranks %d and %d", known.rank(), shape.rank());
      }
      known = shape.hasKnownRank() ? shape : known;
    }
    if (!known.hasKnownRank()) {
      return List.of(known);
    }
    if (given == null) {
      return List.of(Dims.unknown(known.rank()));
    }
    int axis = Dims.axis(given[0], known.rank(), call::invalid);
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shape shape = call.shape(first + i);
      shapes.add(shape.hasKnownRank() ? shape : Dims.unknown(known.rank()));
    }
    return List.of(joined(shapes, axis, call::invalid));
  }

  private static Shape joined(List<Shape> shapes, int axis, Refusal refusal) {
    Shape others = Dims.with(shapes.get(0), axis, 1);
    long length = 0;
    for (Shape shape : shapes) {
      Shape merged =
          shape.rank() == others.rank() ? Dims.merged(others, Dims.with(shape, axis, 1)) : null;
      if (merged == null) {
        throw refusal.because("%s and %s differ outside of dimension %d", others, shape, axis);
      }
      others = merged;
      length = length < 0 || shape.dim(axis) < 0 ? Shape.UNKNOWN_SIZE : length + shape.dim(axis);
    }
    return Dims.with(others, axis, length);
  }

  private static EagerTensor compute(KernelCall call, int first, int axisInput) {
    int count = call.numInputs() - 1;
    List<EagerTensor> inputs = call.inputsFrom(0).subList(first, first + count);
    List<Shape> shapes = inputs.stream().map(EagerTensor::shape).toList();
    int axis = Dims.axis(call.input(axisInput).longValue(), shapes.get(0).rank(), call::invalid);
    Shape shape = joined(shapes, axis, call::invalid);
    long[] extents = shapes.stream().mapToLong(s -> s.dim(axis)).toArray();
    return Joining.along(axis, shape, inputs, extents);
  }

  private static Tensor axis32(Tensor axis) {
    return axis.dtype() == DType.INT32 ? axis : Cast.of(axis, DType.INT32);
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, @Nullable Operand dy, int first, int axisInput) {
    int count = call.numInputs() - 1;
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(call.input(first + i));
    }
    Tensor axis = call.input(axisInput);
    List<@Nullable Operand> out = new ArrayList<>();
    if (dy == null) {
      out.addAll(java.util.Collections.nCopies(count + 1, null));
      return out;
    }
    Tensor counted = Registered.call("FloorMod", axis32(axis), ShapeOp.rank(inputs.get(0)));
    List<Tensor> sizes = ShapeOp.ofAll(inputs, DType.INT32);
    List<Tensor> offsets = ConcatOffset.of(counted, sizes);
    for (int i = 0; i < count; i++) {
      out.add(Slice.of(dy, offsets.get(i), sizes.get(i)));
    }
    out.add(axisInput == 0 ? 0 : count, null);
    return out;
  }
}
