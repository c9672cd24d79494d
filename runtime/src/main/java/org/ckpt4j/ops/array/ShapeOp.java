package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Shape}: the sizes of a tensor's dimensions, as a tensor. */
public final class ShapeOp {
  public static final OpDef DEF =
      OpDef.named("Shape")
          .inputs("input: T")
          .outputs("output: out_type")
          .attr("out_type", AttrKind.TYPE, DType.INT32)
          .infer(
              call ->
                  List.of(
                      call.shape(0).hasKnownRank()
                          ? Shape.of(call.shape(0).rank())
                          : Shape.of(Shape.UNKNOWN_SIZE)))
          .compute(call -> sizes(call.input(0).shape(), call.attr("out_type")))
          .notDifferentiable()
          .build();

  private ShapeOp() {}

  /** A constant if the shape is known now. Counterpart: {@code tf.shape}. */
  public static Tensor of(Object input, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, DEF.name()))) {
      Tensor tensor = ToTensor.of(input, null, "input");
      if (tensor.shape().isFullyDefined()) {
        return Const.of(sizes(tensor.shape(), DType.INT32), scope.name());
      }
      return DEF.call(scope.name(), Attrs.none(), tensor);
    }
  }

  private static EagerTensor sizes(Shape shape, DType type) {
    return EagerTensor.of(Values.of(shape.dims(), type));
  }
}
