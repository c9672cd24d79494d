package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code VariableShape}: the shape of the value that a resource variable has now. */
public final class VariableShape {
  public static final OpDef DEF =
      OpDef.named("VariableShape")
          .inputs("input: resource")
          .outputs("output: out_type")
          .attr("out_type", AttrKind.TYPE, DType.INT32)
          .allow("out_type", DType.INT32, DType.INT64)
          .stateful()
          .infer(VariableShape::infer)
          .compute(VariableShape::compute)
          .notDifferentiable()
          .build();

  private VariableShape() {}

  /**
   * @param outType INT32 or INT64
   */
  public static Tensor of(@Nullable String name, Tensor handle, DType outType) {
    return DEF.call(name, Attrs.of("out_type", outType), handle);
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = StateShapes.ofVariable(call, 0);
    return List.of(Shape.of(shape.hasKnownRank() ? shape.rank() : Shape.UNKNOWN_SIZE));
  }

  private static EagerTensor compute(KernelCall call) {
    long[] sizes = VariableElements.require(call, false).read().shape().dims();
    return ElementArrays.tensor(call.attr("out_type"), Shape.of(sizes.length), sizes);
  }
}
