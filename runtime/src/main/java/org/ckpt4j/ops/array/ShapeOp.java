package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Sizes as tensors: {@code Shape}, {@code ShapeN}, {@code Size}, {@code Rank}. The functions give
 * constants where the answer is known already, as TensorFlow's do.
 */
public final class ShapeOp {
  public static final OpDef SHAPE =
      typed("Shape")
          .inputs("input: T")
          .outputs("output: out_type")
          .infer(call -> List.of(vector(call.shape(0))))
          .compute(call -> sizes(call.input(0).shape(), call.attr("out_type")))
          .notDifferentiable()
          .build();

  public static final OpDef SHAPE_N =
      typed("ShapeN")
          .inputs("input: N * T")
          .outputs("output: N * out_type")
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .infer(
              call -> {
                List<Shape> shapes = new ArrayList<>();
                for (int i = 0; i < call.numInputs(); i++) {
                  shapes.add(vector(call.shape(i)));
                }
                return shapes;
              })
          .kernel(
              call ->
                  call.inputsFrom(0).stream()
                      .map(t -> sizes(t.shape(), call.attr("out_type")))
                      .toList())
          .notDifferentiable()
          .build();

  public static final OpDef SIZE =
      typed("Size")
          .inputs("input: T")
          .outputs("output: out_type")
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> number(call.input(0).shape().numElements(), call.attr("out_type")))
          .notDifferentiable()
          .build();

  public static final OpDef RANK =
      OpDef.named("Rank")
          .inputs("input: T")
          .outputs("output: int32")
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> number(call.input(0).shape().rank(), DType.INT32))
          .notDifferentiable()
          .build();

  private ShapeOp() {}

  private static OpDef.Builder typed(String name) {
    return OpDef.named(name)
        .attr("out_type", AttrKind.TYPE, DType.INT32)
        .allow("out_type", DType.INT32, DType.INT64);
  }

  /** Counterpart: {@code tf.shape}. */
  public static Tensor of(Object input, OpOption... options) {
    return of(input, DType.INT32, options);
  }

  public static Tensor of(Object input, DType outType, OpOption... options) {
    return Scoped.call(
        options,
        "Shape",
        name -> {
          Tensor tensor = ToTensor.of(input, null, "input");
          return tensor.shape().isFullyDefined()
              ? Const.of(sizes(tensor.shape(), outType), name)
              : SHAPE.call(name, Attrs.of("out_type", outType), tensor);
        });
  }

  /** Counterpart: {@code tf.shape_n}. */
  public static List<Tensor> ofAll(List<? extends Operand> inputs, DType outType) {
    return inputs.size() == 1
        ? Collections.singletonList(of(inputs.get(0), outType))
        : SHAPE_N.run(null, Attrs.of("out_type", outType), inputs).outputs().stream()
            .map(t -> (Tensor) t)
            .toList();
  }

  /** Counterpart: {@code tf.size}. */
  public static Tensor size(Object input, DType outType, OpOption... options) {
    return Scoped.call(
        options,
        "Size",
        name -> {
          Tensor tensor = ToTensor.of(input, null, "input");
          return tensor.shape().isFullyDefined()
              ? Const.of(number(tensor.shape().numElements(), outType), name)
              : SIZE.call(name, Attrs.of("out_type", outType), tensor);
        });
  }

  /** Counterpart: {@code tf.rank}. */
  public static Tensor rank(Object input, OpOption... options) {
    return Scoped.call(
        options,
        "Rank",
        name -> {
          Tensor tensor = ToTensor.of(input, null, "input");
          return tensor.shape().hasKnownRank()
              ? Const.of(number(tensor.shape().rank(), DType.INT32), name)
              : RANK.call(name, Attrs.none(), tensor);
        });
  }

  private static Shape vector(Shape of) {
    return Shape.of(of.hasKnownRank() ? of.rank() : Shape.UNKNOWN_SIZE);
  }

  static EagerTensor sizes(Shape shape, DType type) {
    return ElementArrays.tensor(type, Shape.of(shape.rank()), shape.dims());
  }

  private static EagerTensor number(long value, DType type) {
    return ElementArrays.tensor(type, Shape.scalar(), new long[] {value});
  }
}
