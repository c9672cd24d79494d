package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.math.Sum;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The first of several branches whose predicate holds, or the branch of a number. Counterpart:
 * {@code tf.case}, {@code tf.switch_case}.
 *
 * <p>In Python {@code switch_case} makes one node of functions / here, as {@code case}, nested
 * conditions.
 */
public final class Case {
  private Case() {}

  /**
   * What the first branch gives whose predicate is true, else what {@code otherwise} gives.
   *
   * @param exclusive whether it is an error when running if more than one is true
   * @param otherwise may be null: then it is an error when running if none is true
   * @throws TypeError if a predicate is no boolean
   */
  public static Tensor of(
      List<? extends Map.Entry<? extends Operand, ? extends Supplier<? extends Operand>>> branches,
      @Nullable Supplier<? extends Operand> otherwise,
      boolean exclusive,
      OpOption... options) {
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("a case needs a branch or more");
    }
    List<Tensor> preds = new ArrayList<>();
    List<Supplier<? extends Operand>> actions = new ArrayList<>();
    for (var branch : branches) {
      if (branch.getKey().dtype() != DType.BOOL) {
        throw new TypeError("the predicate of a case is a boolean, not " + branch.getKey());
      }
      preds.add(branch.getKey().asTensor());
      actions.add(branch.getValue());
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "case"))) {
      Supplier<? extends Operand> last = otherwise;
      int tested = preds.size();
      if (last == null) {
        tested--;
        last = checkedLast(preds, actions.get(tested));
      }
      Supplier<? extends Operand> chain = last;
      for (int i = tested - 1; i >= 0; i--) {
        Supplier<? extends Operand> ifTrue = actions.get(i);
        Supplier<? extends Operand> ifFalse = chain;
        Tensor pred = preds.get(i);
        chain = () -> Cond.of(pred, ifTrue, ifFalse);
      }
      if (!exclusive) {
        return chain.get().asTensor();
      }
      Node check = atMost(preds.subList(0, tested), 1, "only one predicate of a case may be true");
      try (Scope after = Contexts.current().enterControlDependencies(List.of(check))) {
        return chain.get().asTensor();
      }
    }
  }

  /** The last action, where it is an error if the predicates before are not all false. */
  private static Supplier<? extends Operand> checkedLast(
      List<Tensor> preds, Supplier<? extends Operand> action) {
    return () -> {
      Tensor last = preds.get(preds.size() - 1);
      List<Node> checks = new ArrayList<>();
      if (preds.size() > 1) {
        checks.add(
            atMost(preds.subList(0, preds.size() - 1), 0, "the last action of a case was chosen"));
      }
      checks.add(check(last, "no predicate of a case is true", last));
      try (Scope after = Contexts.current().enterControlDependencies(checks)) {
        return action.get();
      }
    };
  }

  private static Node atMost(List<Tensor> preds, int most, String message) {
    Tensor all = Pack.of(preds, 0, new Named("preds_c"));
    Tensor count = Sum.of(Cast.of(all, DType.INT32), new Named("num_true_conds"));
    Tensor fewEnough =
        StandardOps.registry()
            .find("LessEqual")
            .orElseThrow()
            .call("LessEqual", Attrs.none(), count, ToTensor.of(most, DType.INT32, "n_true_conds"));
    return check(fewEnough, message, all);
  }

  private static Node check(Tensor condition, String message, Tensor data) {
    return StandardOps.registry()
        .find("Assert")
        .orElseThrow()
        .run(
            "Assert",
            Attrs.of("summarize", 3),
            List.of(condition, ToTensor.of(message, DType.STRING, "data_0"), data));
  }

  /**
   * What the branch of number {@code index} gives.
   *
   * @param otherwise for numbers beyond; null: the last branch
   */
  public static Tensor bySwitch(
      Operand index,
      List<? extends Supplier<? extends Operand>> branches,
      @Nullable Supplier<? extends Operand> otherwise,
      OpOption... options) {
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("a switch needs a branch or more");
    }
    if (!index.dtype().isInteger()) {
      throw new TypeError("a switch goes by a whole number, not by " + index);
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "switch_case"))) {
      Tensor number = index.asTensor();
      int tested = otherwise == null ? branches.size() - 1 : branches.size();
      Supplier<? extends Operand> chain =
          otherwise == null ? branches.get(branches.size() - 1) : otherwise;
      if (number instanceof EagerTensor value) {
        long at = value.longValue();
        return (at >= 0 && at < tested ? branches.get((int) at).get() : chain.get()).asTensor();
      }
      for (int i = tested - 1; i >= 0; i--) {
        Supplier<? extends Operand> ifTrue = branches.get(i);
        Supplier<? extends Operand> ifFalse = chain;
        int at = i;
        chain =
            () ->
                Cond.of(
                    StandardOps.registry()
                        .find("Equal")
                        .orElseThrow()
                        .call("Equal", Attrs.none(), number, ToTensor.of(at, number.dtype(), "y")),
                    ifTrue,
                    ifFalse);
      }
      return chain.get().asTensor();
    }
  }
}
