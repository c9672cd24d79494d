package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code ConcatOffset}: where in their concatenation tensors of given shapes begin. */
public final class ConcatOffset {
  public static final OpDef DEF =
      OpDef.named("ConcatOffset")
          .inputs("concat_dim: int32", "shape: N * shape_type")
          .outputs("offset: N * shape_type")
          .attr("N", AttrKind.INT)
          .atLeast("N", 2)
          .attr("shape_type", AttrKind.TYPE, DType.INT32)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(ConcatOffset::infer)
          .kernel(ConcatOffset::compute)
          .notDifferentiable()
          .build();

  private ConcatOffset() {}

  static List<Tensor> of(Tensor axis, List<Tensor> shapes) {
    List<Operand> operands = new ArrayList<>();
    operands.add(axis);
    operands.addAll(shapes);
    return List.copyOf(DEF.run(null, Attrs.none(), operands).outputs());
  }

  private static List<Shape> infer(InferCall call) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 1; i < call.numInputs(); i++) {
      shapes.add(Dims.rank(call, i, 1));
    }
    return shapes;
  }

  private static List<EagerTensor> compute(KernelCall call) {
    long[] first = ElementArrays.longs(call.input(1));
    int axis = Dims.axis(call.input(0).longValue(), first.length, call::invalid);
    List<EagerTensor> out = new ArrayList<>(Collections.emptyList());
    long at = 0;
    for (EagerTensor shape : call.inputsFrom(1)) {
      long[] sizes = ElementArrays.longs(shape);
      for (int d = 0; d < Math.max(sizes.length, first.length); d++) {
        if (sizes.length != first.length || (d != axis && sizes[d] != first[d])) {
          throw call.invalid(
              "shapes %s and %s differ outside of dimension %d",
              Shape.of(first), Shape.of(sizes), axis);
        }
      }
      long[] offset = new long[sizes.length];
      offset[axis] = at;
      out.add(ElementArrays.tensor(shape.dtype(), shape.shape(), offset));
      at += sizes[axis];
    }
    return out;
  }
}
