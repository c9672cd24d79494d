package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;

/** Rows of which none occurs twice. */
record UniqueRows(Tensor values, Tensor indices) {
  /** Adds up rows that occur more than once. */
  static UniqueRows of(Tensor values, Tensor indices) {
    Node unique = StandardOps.run("Unique", null, Attrs.none(), List.of(indices));
    Tensor rows = StridedSlice.at(ShapeOp.of(unique.output(0)), 0);
    try (NameScope scope = NameScope.enter("UnsortedSegmentSum")) {
      Tensor sums =
          StandardOps.run(
                  "UnsortedSegmentSum",
                  scope.name(),
                  Attrs.none(),
                  List.of(values, unique.output(1), rows))
              .output(0);
      return new UniqueRows(sums, unique.output(0));
    }
  }
}
