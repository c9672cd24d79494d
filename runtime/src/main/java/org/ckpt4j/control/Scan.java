package org.ckpt4j.control;

import java.util.List;
import java.util.function.BinaryOperator;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** As {@link Fold}, but with all that was combined on the way. Counterpart: {@code tf.scan}. */
public final class Scan {
  private Scan() {}

  /**
   * For each row what was combined up to it.
   *
   * @param function of what was combined so far, and the next row
   * @param initializer what to begin with; null: the first row
   */
  public static Tensor of(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    try (NameScope scope = NameScope.enter(Rows.name(options, "scan"))) {
      Rows rows = Rows.of(elems);
      Tensor first =
          initializer == null
              ? rows.array().read(0)
              : ToTensor.of(initializer, null, "initializer");
      TensorArray results = new TensorArray(first.dtype(), rows.count());
      if (initializer == null) {
        results = results.write(0, first);
      }
      LoopVars end =
          WhileLoop.of(
              v -> Arithmetic.LESS.of(v.get(0), rows.count()),
              v -> {
                Tensor next = function.apply(v.get(1), rows.array().read(v.get(0)));
                return List.of(
                    Arithmetic.ADD.operator(v.get(0), 1), next, v.array(2).write(v.get(0), next));
              },
              List.of(
                  ToTensor.of(initializer == null ? 1 : 0, DType.INT32, "Const"), first, results),
              rows.ofLoop(options));
      return end.array(2).stack();
    }
  }
}
