package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** {@code Assert}: fails, and shows {@code data}, unless a condition holds. */
public final class Assert {
  public static final OpDef DEF =
      OpDef.named("Assert")
          .inputs("condition: bool", "data: list(T)")
          .attr("T", AttrKind.TYPE_LIST)
          .atLeast("T", 1)
          .attr("summarize", AttrKind.INT, 3)
          .stateful()
          .infer(call -> List.of())
          .act(Assert::check)
          .notDifferentiable()
          .build();

  private static final long SHOWN = 3;

  private Assert() {}

  /**
   * @throws InvalidArgumentError when it runs, if the condition does not hold
   */
  public static Node of(
      @Nullable String name, Tensor condition, List<? extends Tensor> data, long summarize) {
    List<Operand> operands = new java.util.ArrayList<>(data.size() + 1);
    operands.add(condition);
    operands.addAll(data);
    return DEF.run(name, Attrs.of("summarize", summarize), operands);
  }

  /** Counterpart: {@code tf.debugging.Assert}. */
  public static Node that(Object condition, List<?> data, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Assert"))) {
      List<Tensor> shown = new java.util.ArrayList<>();
      data.forEach(each -> shown.add(ToTensor.of(each, null, "data")));
      Tensor holds = ToTensor.of(condition, DType.BOOL, "condition");
      return of(scope.name() + "Assert", holds, shown, SHOWN);
    }
  }

  private static void check(KernelCall call) {
    if (call.input(0).shape().numElements() != 1) {
      throw call.invalid("the condition must be a scalar, given %s", call.input(0).spec());
    }
    if (call.input(0).booleanValue()) {
      return;
    }
    StringBuilder shown = new StringBuilder();
    call.inputsFrom(1)
        .forEach(
            value ->
                shown
                    .append(" [")
                    .append(Summary.of(value, call.<Long>attr("summarize")))
                    .append(']'));
    throw new InvalidArgumentError("assertion failed:" + shown);
  }
}
