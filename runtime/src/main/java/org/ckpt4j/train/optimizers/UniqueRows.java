package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;

/** Rows of which none occurs twice. */
record UniqueRows(Tensor values, Tensor indices) {
  /** Adds up rows that occur more than once. */
  static UniqueRows of(Tensor values, Tensor indices) {
    Node unique = op("Unique").run(null, Attrs.none(), List.of(indices));
    Tensor rows = StridedSlice.at(ShapeOp.of(unique.output(0)), 0);
    try (NameScope scope = NameScope.enter("UnsortedSegmentSum")) {
      Tensor sums =
          op("UnsortedSegmentSum")
              .call(scope.name(), Attrs.none(), values, unique.output(1), rows);
      return new UniqueRows(sums, unique.output(0));
    }
  }

  private static OpDef op(String name) {
    return StandardOps.registry().find(name).orElseThrow();
  }
}
