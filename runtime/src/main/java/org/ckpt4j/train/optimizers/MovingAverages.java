package org.ckpt4j.train.optimizers;

import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.Reuse;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.jspecify.annotations.Nullable;

/** One step of a moving average. Counterpart: {@code assign_moving_average}. */
public final class MovingAverages {
  private MovingAverages() {}

  /**
   * Moves {@code variable} toward {@code value}.
   *
   * @param decay how much of the variable stays
   * @param zeroDebias whether the variable began at zero and is to be freed of that: then two more
   *     variables, {@code biased} and {@code local_step}, are kept below it
   */
  public static Operand assign(
      Variable variable, Object value, Object decay, boolean zeroDebias, @Nullable String name) {
    try (NameScope scope = NameScope.enter(name == null ? "AssignMovingAvg" : name)) {
      Tensor stays =
          decay instanceof Operand operand
              ? operand.asTensor()
              : ToTensor.of(((Number) decay).floatValue(), DType.FLOAT32, "decay");
      Tensor goes = Optimizer.cast(Arithmetic.SUB.operator(1f, stays), variable.dtype());
      if (!zeroDebias) {
        Tensor delta = Arithmetic.MUL.operator(Arithmetic.SUB.operator(variable, value), goes);
        return variable.isResource()
            ? variable.assignSub(delta)
            : AssignOps.apply(AssignOps.SUB, scope.name(), variable.handle(), delta);
      }
      return debiased(variable, value, goes);
    }
  }

  private static Variable debiased(Variable variable, Object value, Tensor goes) {
    Variable biased;
    Variable steps;
    String below = variable.name().substring(0, variable.name().lastIndexOf(':'));
    try (var scope = VariableScope.enter(below);
        Scope placed = Contexts.current().enterColocation(variable)) {
      biased = zeros("biased", variable.shape(), variable.dtype());
      steps = zeros("local_step", Shape.scalar(), variable.dtype());
    }
    Variable moved =
        biased.assignSub(Arithmetic.MUL.operator(Arithmetic.SUB.operator(biased, value), goes));
    Variable counted = steps.assignAdd(ToTensor.of(1, variable.dtype(), "Const"));
    Tensor kept = Arithmetic.SUB.operator(ToTensor.of(1, goes.dtype(), "sub/x"), goes);
    Tensor factor =
        Arithmetic.SUB.operator(
            ToTensor.of(1, goes.dtype(), "sub/x"), Arithmetic.POW.of(kept, element(counted)));
    return variable.assign(Arithmetic.REAL_DIV.operator(element(moved), factor));
  }

  private static Tensor element(Operand changed) {
    return Contexts.current().isEager() ? changed.asTensor() : changed.graphElement();
  }

  private static Variable zeros(String name, Shape shape, DType dtype) {
    VariableScope scope = VariableScope.current();
    List<String> taken =
        scope.reuse() == Reuse.TRUE
            ? List.of()
            : scope.globalVariables().stream().map(Variable::fullName).toList();
    String unique = name;
    for (int i = 1; taken.contains(scope.name() + "/" + unique); i++) {
      unique = name + "_" + i;
    }
    return scope.getVariable(
        unique, new Shaped(shape), new Typed(dtype), Initializers.zeros(), new Trainable(false));
  }

  /**
   * The average of values in which old ones fade, each counted by its weight. Counterpart: {@code
   * weighted_moving_average}.
   *
   * @param name of the variable scope of the two variables it keeps
   */
  public static Tensor weighted(Tensor value, Object decay, Tensor weight, String name) {
    try (var scope = VariableScope.enter(new DefaultName(name))) {
      Variable total = below("value_x_weight", value);
      Variable weights = below("weight", weight);
      Operand above = assign(total, Arithmetic.MUL.operator(value, weight), decay, false, null);
      Operand counted = assign(weights, weight, decay, false, null);
      return Arithmetic.REAL_DIV.of(element(above), element(counted));
    }
  }

  private static Variable below(String name, Tensor like) {
    return VariableScope.current()
        .getVariable(
            name,
            new Shaped(like.shape()),
            new Typed(like.dtype()),
            Initializers.zeros(),
            new Trainable(false));
  }

  /** The value of a variable if it has one, else its first value. */
  static Tensor currentOrInitial(Variable variable) {
    if (Contexts.current().isEager()) {
      return variable.value();
    }
    return org.ckpt4j.control.Cond.of(
        InitializedOps.of(null, variable.handle()), variable::readValue, variable::initialValue);
  }
}
