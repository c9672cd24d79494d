package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.control.Group;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Averages of variables over time, in which old values fade.
 *
 * <p>{@link #apply} makes for each variable another, its average, and gives the operation that
 * moves all averages one step: {@code average -= (1 - decay) * (average - value)}. Counterpart:
 * {@code tf.train.ExponentialMovingAverage}.
 */
public final class ExponentialMovingAverage {
  private final Object decay;
  private final @Nullable Object numUpdates;
  private final boolean zeroDebias;
  private final String name;
  private final Map<Object, Variable> averages = new IdentityHashMap<>();
  private final Set<Variable> debiased = new LinkedHashSet<>();

  /**
   * @param decay how much of the average stays at each step, near 1
   */
  public ExponentialMovingAverage(Object decay) {
    this(decay, null, false, "ExponentialMovingAverage");
  }

  /**
   * @param numUpdates a number of steps that makes averages move faster at first, or null
   * @param zeroDebias whether averages of tensors, which begin at zero, are freed of that
   * @param name of the averages, below the variables' names
   */
  public ExponentialMovingAverage(
      Object decay, @Nullable Object numUpdates, boolean zeroDebias, String name) {
    this.decay = decay;
    this.numUpdates = numUpdates;
    this.zeroDebias = zeroDebias;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Averages all trainable variables. */
  public Node apply() {
    return apply(GraphVariables.trainable());
  }

  /**
   * Averages these.
   *
   * @param variables variables, or in a graph tensors
   * @return the operation that moves the averages; eagerly they have moved
   * @throws TypeError if one is not of a floating type, or eagerly is no variable
   */
  public Node apply(List<? extends Operand> variables) {
    for (Operand each : variables) {
      if (!(each instanceof Variable) && Contexts.current().isEager()) {
        throw new TypeError("in eager mode only variables have moving averages, not " + each);
      }
    }
    for (Operand each : variables) {
      if (!each.dtype().isFloating()) {
        throw new TypeError(
            "%s is %s; averages need a floating type".formatted(each.name(), each.dtype()));
      }
      if (!averages.containsKey(key(each))) {
        averages.put(key(each), make(each));
      }
    }
    try (NameScope scope = NameScope.enter(name)) {
      Tensor stays = decay();
      List<Node> updates = new ArrayList<>();
      for (Operand each : variables) {
        Variable average = java.util.Objects.requireNonNull(averages.get(key(each)));
        Operand moved =
            MovingAverages.assign(average, each, stays, debiased.contains(average), null);
        if (!Contexts.current().isEager()) {
          updates.add(moved.op());
        }
      }
      return Group.of(updates, new Named(scope.name()));
    }
  }

  private static Object key(Operand operand) {
    return operand instanceof Variable variable ? Slots.key(variable) : operand;
  }

  private Tensor decay() {
    Object value = decay instanceof java.util.function.Supplier<?> later ? later.get() : decay;
    Tensor stays =
        value instanceof Number number
            ? ToTensor.of(number.floatValue(), DType.FLOAT32, "decay")
            : ToTensor.of(value, DType.FLOAT32, "decay");
    if (numUpdates == null) {
      return stays;
    }
    Tensor updates =
        numUpdates instanceof Operand operand
            ? Optimizer.cast(operand.asTensor(), DType.FLOAT32)
            : Cast.of(ToTensor.of(numUpdates, null, "num_updates"), DType.FLOAT32);
    return Arithmetic.MINIMUM.of(
        stays,
        Arithmetic.REAL_DIV.operator(
            Arithmetic.ADD.operator(1f, updates), Arithmetic.ADD.operator(10f, updates)));
  }

  private Variable make(Operand of) {
    try (Scope init = Contexts.current().enterInitScope()) {
      if (of instanceof Variable variable) {
        Tensor first = MovingAverages.currentOrInitial(variable);
        Variable average =
            Slots.create(variable, name, new org.ckpt4j.variables.InitialValue(first));
        if (Graph.currentOrNull() != null) {
          Graph.current().addToCollection(GraphKeys.MOVING_AVERAGE_VARIABLES, variable);
        }
        return average;
      }
      Variable average = Slots.createZeros(of, name, of.dtype());
      if (zeroDebias) {
        debiased.add(average);
      }
      return average;
    }
  }

  /** The average of a variable, or null. */
  public @Nullable Variable average(Operand variable) {
    return averages.get(key(variable));
  }

  /** The name that the average of a variable has, or would have. */
  public String averageName(Operand variable) {
    Variable average = average(variable);
    if (average != null) {
      return withoutIndex(average.name());
    }
    String wanted = withoutIndex(variable.name()) + "/" + name;
    return Contexts.current().isEager() ? wanted : Graph.current().uniqueName(wanted, false);
  }

  private static String withoutIndex(String tensorName) {
    return tensorName.substring(0, tensorName.lastIndexOf(':'));
  }

  /** As {@link #variablesToRestore(List)}, of the trainable variables and those with averages. */
  public Map<String, Variable> variablesToRestore() {
    List<Variable> all = new ArrayList<>(GraphVariables.trainable());
    all.addAll(GraphVariables.collection(GraphKeys.MOVING_AVERAGE_VARIABLES, null));
    return variablesToRestore(all);
  }

  /**
   * For a {@code Saver}: these variables under their averages' names, so that they take the
   * averages' values, and all other global variables under their own.
   */
  public Map<String, Variable> variablesToRestore(List<Variable> averaged) {
    Map<String, Variable> byName = new LinkedHashMap<>();
    Set<Variable> once = new LinkedHashSet<>(averaged);
    once.forEach(variable -> byName.put(averageName(variable), variable));
    for (Variable variable : GraphVariables.global()) {
      String own = withoutIndex(variable.name());
      if (!once.contains(variable)) {
        byName.putIfAbsent(own, variable);
      }
    }
    return byName;
  }
}
