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

/**
 * Rows of a tensor combined one after the other. Counterpart: {@code tf.foldl}, {@code tf.foldr}.
 */
public final class Fold {
  private Fold() {}

  /**
   * From the first row to the last.
   *
   * @param function of what was combined so far, and the next row
   * @param initializer what to begin with; null: the first row
   */
  public static Tensor left(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    try (NameScope scope = NameScope.enter(Rows.name(options, "foldl"))) {
      Rows rows = Rows.of(elems);
      Tensor first =
          initializer == null
              ? rows.array().read(0)
              : ToTensor.of(initializer, null, "initializer");
      LoopVars end =
          WhileLoop.of(
              v -> Arithmetic.LESS.of(v.get(0), rows.count()),
              v ->
                  List.of(
                      Arithmetic.ADD.operator(v.get(0), 1),
                      function.apply(v.get(1), rows.array().read(v.get(0)))),
              List.of(ToTensor.of(initializer == null ? 1 : 0, DType.INT32, "Const"), first),
              rows.ofLoop(options));
      return end.get(1);
    }
  }

  /** From the last row to the first. */
  public static Tensor right(
      BinaryOperator<Tensor> function,
      Object elems,
      @Nullable Object initializer,
      LoopOption... options) {
    try (NameScope scope = NameScope.enter(Rows.name(options, "foldr"))) {
      Rows rows = Rows.of(elems);
      Tensor last = Arithmetic.SUB.operator(rows.count(), 1);
      Tensor first =
          initializer == null
              ? rows.array().read(last)
              : ToTensor.of(initializer, null, "initializer");
      Tensor from = initializer == null ? last : ToTensor.of(rows.count(), DType.INT32, "n");
      LoopVars end =
          WhileLoop.of(
              v -> Arithmetic.GREATER.of(v.get(0), 0),
              v -> {
                Tensor at = Arithmetic.SUB.operator(v.get(0), 1);
                return List.of(at, function.apply(v.get(1), rows.array().read(at)));
              },
              List.of(from, first),
              rows.ofLoop(options));
      return end.get(1);
    }
  }
}
