package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.tensor.DType;

/** A function of each row of a tensor, all in one tensor. Counterpart: {@code tf.map_fn}. */
public final class MapFn {
  private MapFn() {}

  /**
   * @param dtype the type of what the function gives
   * @throws IllegalArgumentException if {@code elems} is a scalar
   */
  public static Tensor of(
      Function<Tensor, ? extends Operand> function,
      Object elems,
      DType dtype,
      LoopOption... options) {
    return ofLists(
            rows -> List.of(function.apply(rows.get(0))), List.of(elems), List.of(dtype), options)
        .get(0);
  }

  /** As {@link #of}, of several tensors that have as many rows, and with several results. */
  public static List<Tensor> ofLists(
      Function<List<Tensor>, ? extends List<? extends Operand>> function,
      List<?> elems,
      List<DType> dtypes,
      LoopOption... options) {
    try (NameScope scope = NameScope.enter(Rows.name(options, "map"))) {
      List<Rows> in = elems.stream().map(Rows::of).toList();
      Object count = in.get(0).count();
      List<Object> vars = new ArrayList<>(List.of(ToTensor.of(0, DType.INT32, "Const")));
      dtypes.forEach(dtype -> vars.add(new TensorArray(dtype, count)));
      LoopVars end =
          WhileLoop.of(
              v -> Arithmetic.LESS.of(v.get(0), count),
              v -> {
                List<Tensor> rows = in.stream().map(each -> each.array().read(v.get(0))).toList();
                List<? extends Operand> results = function.apply(rows);
                List<Object> next = new ArrayList<>();
                next.add(Arithmetic.ADD.operator(v.get(0), 1));
                for (int i = 0; i < dtypes.size(); i++) {
                  next.add(v.array(i + 1).write(v.get(0), results.get(i)));
                }
                return next;
              },
              vars,
              in.get(0).ofLoop(options));
      List<Tensor> out = new ArrayList<>();
      for (int i = 0; i < dtypes.size(); i++) {
        out.add(end.array(i + 1).stack());
      }
      return out;
    }
  }
}
