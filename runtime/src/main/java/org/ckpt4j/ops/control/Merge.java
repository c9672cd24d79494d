package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.Shape;

/** {@code Merge}, {@code RefMerge}: the first of its inputs that is not dead, and which it was. */
public final class Merge {
  public static final OpDef DEF =
      OpDef.named("Merge")
          .inputs("inputs: N * T")
          .outputs("output: T", "value_index: int32")
          .attr("T", AttrKind.TYPE)
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .infer(Merge::infer)
          .kernel(Dataflow.KERNEL)
          .gradientLater()
          .build();

  public static final OpDef REF =
      OpDef.named("RefMerge")
          .inputs("inputs: N * Ref(T)")
          .outputs("output: Ref(T)", "value_index: int32")
          .attr("T", AttrKind.TYPE)
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .infer(Merge::infer)
          .kernel(Dataflow.KERNEL)
          .gradientLater()
          .build();

  private Merge() {}

  /** What all inputs agree on. */
  private static List<Shape> infer(InferCall call) {
    Dataflow.passVariable(call, 0, 0);
    Shape common = call.shape(0);
    for (int i = 1; i < call.numInputs(); i++) {
      common = common(common, call.shape(i));
    }
    return List.of(common, Shape.scalar());
  }

  private static Shape common(Shape a, Shape b) {
    if (!a.hasKnownRank() || !b.hasKnownRank() || a.rank() != b.rank()) {
      return Shape.unknown();
    }
    long[] sizes = a.dims();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == b.dim(i) ? sizes[i] : Shape.UNKNOWN_SIZE;
    }
    return Shape.of(sizes);
  }
}
