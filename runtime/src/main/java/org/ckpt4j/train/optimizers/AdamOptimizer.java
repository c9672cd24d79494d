package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ckpt4j.control.Group;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.state.ApplyAdam;
import org.ckpt4j.ops.state.ScatterOps;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Steps by the mean gradient over the root of its mean square. Slots: {@code m}, {@code v};
 * variables of its own: {@code beta1_power}, {@code beta2_power}.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.AdamOptimizer}.
 */
public final class AdamOptimizer extends Optimizer {
  private final HyperParameters parameters;
  private final Object learningRate;
  private Tensor rate;
  private Tensor beta1;
  private Tensor beta2;
  private Tensor epsilon;

  /** With TensorFlow's learning rate, 0.001. */
  public AdamOptimizer(OptimizerOption... options) {
    this(0.001, options);
  }

  /**
   * @param learningRate a number, a tensor, a variable, or a supplier of one
   */
  public AdamOptimizer(Object learningRate, OptimizerOption... options) {
    this(learningRate, HyperParameters.of(options, "beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8));
  }

  private AdamOptimizer(Object learningRate, HyperParameters parameters) {
    super(parameters.flag("use_locking"), parameters.name("Adam"));
    this.learningRate = learningRate;
    this.parameters = parameters;
  }

  @Override
  protected void createSlots(List<Variable> variables) {
    Variable first = variables.stream().min(Comparator.comparing(Variable::name)).orElseThrow();
    createNonSlot(power("beta1"), "beta1_power", first);
    createNonSlot(power("beta2"), "beta2_power", first);
    for (Variable variable : variables) {
      zerosSlot(variable, "m", getName());
      zerosSlot(variable, "v", getName());
    }
  }

  private Object power(String beta) {
    Object value = parameters.value(beta);
    return value instanceof Double number ? (Object) number.floatValue() : value;
  }

  @Override
  protected void prepare() {
    rate = HyperParameters.tensor(learningRate, "learning_rate");
    beta1 = parameters.tensor("beta1", "beta1");
    beta2 = parameters.tensor("beta2", "beta2");
    epsilon = parameters.tensor("epsilon", "epsilon");
  }

  @Override
  protected Node applyDense(Tensor gradient, Variable variable) {
    DType dtype = gradient.dtype();
    List<Variable> slots = List.of(requireSlot(variable, "m"), requireSlot(variable, "v"));
    Variable power1 = nonSlot("beta1_power");
    Variable power2 = nonSlot("beta2_power");
    if (!variable.isResource() || power1.dtype() != dtype) {
      return apply(null, slots, variable, gradient, powerAs(power1, dtype), powerAs(power2, dtype));
    }
    try (NameScope scope = NameScope.enter("ResourceApplyAdam")) {
      return apply(scope.name(), slots, variable, gradient, power1.value(), power2.value());
    }
  }

  private static Tensor powerAs(Variable power, DType dtype) {
    if (power.dtype() == dtype) {
      return power.asTensor();
    }
    return Cast.of(power, dtype);
  }

  private Node apply(
      @Nullable String name,
      List<Variable> slots,
      Variable variable,
      Tensor gradient,
      Tensor power1,
      Tensor power2) {
    DType dtype = gradient.dtype();
    return apply(
        name,
        ApplyAdam.FAMILY,
        Attrs.none(),
        variable,
        slots,
        power1,
        power2,
        cast(rate, dtype),
        cast(beta1, dtype),
        cast(beta2, dtype),
        cast(epsilon, dtype),
        gradient);
  }

  // TF has no operation for it: the moments of all rows decay, also of those without a gradient.
  @Override
  protected Node applySparse(Tensor gradient, Tensor indices, Variable variable) {
    DType dtype = variable.dtype();
    Tensor power1 = powerAs(nonSlot("beta1_power"), dtype);
    Tensor power2 = powerAs(nonSlot("beta2_power"), dtype);
    Tensor lrT = cast(rate, dtype);
    Tensor beta1T = cast(beta1, dtype);
    Tensor beta2T = cast(beta2, dtype);
    Tensor epsilonT = cast(epsilon, dtype);
    Tensor root = StandardOps.call("Sqrt", Arithmetic.SUB.operator(1, power2));
    Tensor step =
        Arithmetic.REAL_DIV.operator(
            Arithmetic.MUL.operator(lrT, root), Arithmetic.SUB.operator(1, power1));
    Tensor scaled = Arithmetic.MUL.operator(gradient, Arithmetic.SUB.operator(1, beta1T));
    Tensor m = moment(requireSlot(variable, "m"), beta1T, indices, scaled);
    Tensor squares =
        Arithmetic.MUL.operator(
            Arithmetic.MUL.operator(gradient, gradient), Arithmetic.SUB.operator(1, beta2T));
    Tensor v = moment(requireSlot(variable, "v"), beta2T, indices, squares);
    Tensor below = Arithmetic.ADD.operator(StandardOps.call("Sqrt", v), epsilonT);
    Tensor change = Arithmetic.REAL_DIV.operator(Arithmetic.MUL.operator(step, m), below);
    Variable updated = variable.assignSub(change);
    return Contexts.current().isEager()
        ? Group.of(List.of())
        : Group.of(List.of(updated.op(), m.op(), v.op()));
  }

  private static Tensor moment(Variable slot, Tensor beta, Tensor indices, Tensor updates) {
    Variable decayed = slot.assign(Arithmetic.MUL.operator(slot, beta));
    List<Node> before = Contexts.current().isEager() ? List.of() : List.of(decayed.op());
    try (Scope after = Contexts.current().enterControlDependencies(before)) {
      Node scattered = ScatterOps.add(null, slot.handle(), indices, updates);
      if (!slot.isResource()) {
        return scattered.output(0);
      }
      List<Node> done = Contexts.current().isEager() ? List.of() : List.of(scattered);
      try (Scope then = Contexts.current().enterControlDependencies(done)) {
        return slot.value();
      }
    }
  }

  @Override
  protected Node finish(List<Node> updates, String scope) {
    Variable power1 = nonSlot("beta1_power");
    Variable power2 = nonSlot("beta2_power");
    Variable next1;
    Variable next2;
    try (Scope after = Contexts.current().enterControlDependencies(updates);
        Scope placed = Contexts.current().enterColocation(power1)) {
      next1 = power1.assign(Arithmetic.MUL.operator(power1, beta1));
      next2 = power2.assign(Arithmetic.MUL.operator(power2, beta2));
    }
    List<Node> all = new ArrayList<>(updates);
    if (!Contexts.current().isEager()) {
      all.add(next1.op());
      all.add(next2.op());
    }
    return Group.of(all, new Named(scope));
  }
}
