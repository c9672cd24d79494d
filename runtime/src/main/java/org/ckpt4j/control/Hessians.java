package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.GradientsOption;
import org.ckpt4j.options.UnconnectedGradients;
import org.ckpt4j.tensor.DType;

/** Second derivatives in a graph. Counterpart: {@code tf.hessians}. */
public final class Hessians {
  private Hessians() {}

  /**
   * For each of {@code xs} the derivatives of each element of its gradient: of shape {@code x.shape
   * + x.shape}.
   *
   * @throws IllegalArgumentException if a gradient does not exist
   */
  public static List<Tensor> of(Object ys, List<? extends Operand> xs, GradientsOption... options) {
    List<Tensor> out = new ArrayList<>();
    List<Operand> gradients = Gradients.of(ys, xs, options);
    for (int i = 0; i < xs.size(); i++) {
      Operand first = gradients.get(i);
      if (first == null) {
        throw new IllegalArgumentException(
            "nothing leads from the targets back to " + xs.get(i) + ", so it has no hessian");
      }
      out.add(of(first, xs.get(i), options));
    }
    return out;
  }

  private static Tensor of(Operand first, Operand x, GradientsOption... options) {
    try (NameScope scope = NameScope.enter("hessians")) {
      Tensor flat = Reshape.of(first.asTensor(), new int[] {-1});
      Tensor count = ShapeOp.size(x, DType.INT32);
      List<GradientsOption> all = new ArrayList<>(List.of(options));
      all.add(UnconnectedGradients.ZERO);
      LoopVars end =
          WhileLoop.of(
              v -> Arithmetic.LESS.of(v.get(0), count),
              v -> {
                Tensor element = Gather.of(flat, v.get(0));
                Operand row = Gradients.of(element, x, all.toArray(GradientsOption[]::new)).get(0);
                return List.of(
                    Arithmetic.ADD.operator(v.get(0), 1),
                    v.array(1).write(v.get(0), Objects.requireNonNull(row).asTensor()));
              },
              List.of(ToTensor.of(0, DType.INT32, "Const"), new TensorArray(x.dtype(), count)));
      Tensor shape = ShapeOp.of(x);
      return Reshape.of(end.array(1).stack(), ConcatV2.of(List.of(shape, shape), 0));
    }
  }
}
