package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Sums over dimensions. */
final class Sums {
  private Sums() {}

  /** Over all dimensions. */
  static Tensor all(Tensor values) {
    return sum(values, null, false);
  }

  /** Over some dimensions, or all, which stay with size 1. */
  static Tensor keeping(Tensor values, int @Nullable [] axes) {
    return sum(values, axes, true);
  }

  private static Tensor sum(Tensor values, int @Nullable [] axes, boolean keep) {
    Tensor over;
    if (axes != null) {
      over = ToTensor.of(axes, DType.INT32, "Const");
    } else if (values.shape().hasKnownRank()) {
      int[] all = new int[values.shape().rank()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      over = ToTensor.of(all, DType.INT32, "Const");
    } else {
      over =
          StandardOps.call(
              "Range",
              ToTensor.of(0, DType.INT32, "start"),
              StandardOps.call("Rank", values),
              ToTensor.of(1, DType.INT32, "delta"));
    }
    return StandardOps.run("Sum", null, Attrs.of("keep_dims", keep), List.of(values, over))
        .output(0);
  }
}
