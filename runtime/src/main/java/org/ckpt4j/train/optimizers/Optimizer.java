package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ckpt4j.control.Group;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.state.ApplyFamily;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.trackable.SlotOwner;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Changes variables so that a loss becomes smaller.
 *
 * <p>In a graph {@link #minimize} adds operations and gives the one to run; eagerly it takes a
 * supplier of the loss and makes one step. Counterpart: {@code tf.compat.v1.train.Optimizer}.
 * Subclasses say which slots they keep and how one variable is updated.
 */
public abstract class Optimizer implements SlotOwner {
  private final String name;
  private final boolean useLocking;
  private final Dependencies dependencies = new Dependencies();
  private final Slots slots = new Slots();
  private final Map<NonSlot, Variable> nonSlots = new LinkedHashMap<>();

  /**
   * @param graph null in the eager world
   */
  private record NonSlot(String name, @Nullable Graph graph) {}

  /**
   * @param name of the operations and of the slots
   * @throws IllegalArgumentException if the name is empty
   */
  protected Optimizer(boolean useLocking, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an optimizer needs a name");
    }
    this.useLocking = useLocking;
    this.name = name;
  }

  public final String getName() {
    return name;
  }

  /**
   * Computes the gradients of a loss and applies them.
   *
   * @param loss a tensor of the graph; eagerly a {@code Supplier} of the loss
   * @return the operation that makes one step; eagerly the step is made
   * @throws IllegalArgumentException if no variable has a gradient
   * @throws IllegalStateException if the program is eager and the loss is a value
   */
  public final Node minimize(Object loss, MinimizeOption... options) {
    List<GradAndVar> all = computeGradients(loss, options);
    if (all.stream().allMatch(each -> each.gradient() == null)) {
      throw new IllegalArgumentException(
          "no variable has a gradient of %s; the variables are %s"
              .formatted(loss, all.stream().map(GradAndVar::variable).toList()));
    }
    return applyGradients(all, options);
  }

  /**
   * The gradient of a loss for each variable; null where there is none.
   *
   * @throws IllegalArgumentException if there are no variables, or the loss is of another type than
   *     the floating ones
   */
  public final List<GradAndVar> computeGradients(Object loss, MinimizeOption... options) {
    return LossGradients.of(loss, options);
  }

  /**
   * Applies gradients, and then counts the step.
   *
   * @throws IllegalArgumentException if there are no gradients
   */
  public final Node applyGradients(List<GradAndVar> gradients, MinimizeOption... options) {
    if (gradients.isEmpty()) {
      throw new IllegalArgumentException("no variables were given");
    }
    List<GradAndVar> given = gradients.stream().filter(each -> each.gradient() != null).toList();
    if (given.isEmpty()) {
      throw new IllegalArgumentException(
          "no gradient was given for any of "
              + gradients.stream().map(GradAndVar::variable).toList());
    }
    List<Variable> variables = given.stream().map(each -> variable(each.variable())).toList();
    try (Scope init = Contexts.current().enterInitScope()) {
      createSlots(variables);
    }
    Object globalStep = null;
    String scopeName = name;
    for (MinimizeOption option : options) {
      if (option instanceof MinimizeOption.GlobalStep step) {
        globalStep = step.variable();
      } else if (option instanceof Named named && named.name() != null) {
        scopeName = named.name();
      }
    }
    try (NameScope scope = NameScope.enter(scopeName)) {
      prepare();
      List<Node> updates = new ArrayList<>();
      for (GradAndVar each : given) {
        updates.add(update(each));
      }
      Node applied =
          globalStep == null
              ? finish(updates, scope.name())
              : count(finish(updates, "update"), (Variable) globalStep, scope.name());
      Graph graph = Graph.currentOrNull();
      if (graph != null && !graph.getCollection(GraphKeys.TRAIN_OP).contains(applied)) {
        graph.addToCollection(GraphKeys.TRAIN_OP, applied);
      }
      return applied;
    }
  }

  private static Variable variable(Operand operand) {
    if (operand instanceof Variable variable) {
      return variable;
    }
    throw new UnsupportedOperationException(
        "%s is no variable, so it cannot be updated; apply gradients of variables only"
            .formatted(operand));
  }

  private Node update(GradAndVar pair) {
    Variable variable = variable(pair.variable());
    String of = Contexts.current().isEager() ? "" : variable.op().name();
    Operand gradient = java.util.Objects.requireNonNull(pair.gradient());
    try (NameScope scope = NameScope.enter("update_" + of);
        Scope placed = Contexts.current().enterColocation(variable)) {
      var constraint = variable.constraint();
      if (gradient instanceof IndexedSlices rows) {
        if (constraint.isPresent()) {
          throw new IllegalStateException(
              "variable \"%s\" has a constraint, which updates of single rows cannot keep"
                  .formatted(variable.name()));
        }
        return applySparseDuplicateIndices(rows.values(), rows.indices(), variable);
      }
      Node update = applyDense(gradient.asTensor(), variable);
      if (constraint.isEmpty()) {
        return update;
      }
      try (Scope after = Contexts.current().enterControlDependencies(List.of(update))) {
        Variable constrained = variable.assign(constraint.get().project(variable.value()));
        return Contexts.current().isEager() ? update : constrained.op();
      }
    }
  }

  private static Node count(Node finished, Variable globalStep, String name) {
    try (Scope after = Contexts.current().enterControlDependencies(List.of(finished));
        Scope placed = Contexts.current().enterColocation(globalStep)) {
      Tensor one = ToTensor.of(1, globalStep.dtype(), globalStep.isResource() ? "Const" : "value");
      return globalStep.isResource()
          ? AssignVariableOps.apply(AssignVariableOps.ADD, name, globalStep.handle(), one)
          : AssignOps.apply(AssignOps.ADD, name, globalStep.handle(), one).op();
    }
  }

  // What subclasses are made of

  /** Makes the slots of these variables that are not there yet. */
  protected void createSlots(List<Variable> variables) {}

  /** Makes tensors of the parameters, before the first update of a step. */
  protected void prepare() {}

  /** Updates a whole variable. */
  protected abstract Node applyDense(Tensor gradient, Variable variable);

  /** Updates the rows {@code indices}, each of which occurs once. */
  protected abstract Node applySparse(Tensor values, Tensor indices, Variable variable);

  /** Updates rows that may occur more than once; they are added up first. */
  protected Node applySparseDuplicateIndices(Tensor values, Tensor indices, Variable variable) {
    UniqueRows rows = UniqueRows.of(values, indices);
    return applySparse(rows.values(), rows.indices(), variable);
  }

  /** What follows all updates of a step. */
  protected Node finish(List<Node> updates, String scope) {
    return Group.of(updates, new Named(scope));
  }

  /** An update of the whole variable by one of TensorFlow's operations. */
  protected final Node apply(
      ApplyFamily family, Attrs attrs, Variable variable, List<Variable> slots, Tensor... rest) {
    return apply(null, family, attrs, variable, slots, rest);
  }

  final Node apply(
      @Nullable String node,
      ApplyFamily family,
      Attrs attrs,
      Variable variable,
      List<Variable> slots,
      Tensor... rest) {
    return family.apply(node, locking(attrs), inputs(variable, slots, rest));
  }

  /** An update of some rows by one of TensorFlow's operations. */
  protected final Node applyRows(
      ApplyFamily family, Attrs attrs, Variable variable, List<Variable> slots, Tensor... rest) {
    return family.applyRows(null, locking(attrs), inputs(variable, slots, rest));
  }

  private Attrs locking(Attrs attrs) {
    return attrs.with("use_locking", useLocking);
  }

  private static List<Tensor> inputs(Variable variable, List<Variable> slots, Tensor... rest) {
    List<Tensor> inputs = new ArrayList<>(List.of(variable.handle()));
    slots.forEach(slot -> inputs.add(slot.handle()));
    inputs.addAll(List.of(rest));
    return inputs;
  }

  /** The same number in another type, if it is not of it. */
  protected static Tensor cast(Tensor number, DType dtype) {
    return number.dtype() == dtype ? number : Cast.of(number, dtype);
  }

  protected final Variable zerosSlot(Variable variable, String slotName, String operationName) {
    return slots.getOrMake(
        variable, org.ckpt4j.variables.Initializers.zeros(), slotName, operationName);
  }

  protected final Variable slotWithInitializer(
      Variable variable, Initializer initializer, String slotName, String operationName) {
    return slots.getOrMake(variable, initializer, slotName, operationName);
  }

  protected final Variable slotWithValue(
      Variable variable, Tensor value, String slotName, String operationName) {
    return slots.getOrMake(variable, value, slotName, operationName);
  }

  /** A constant of the variable's shape and type, placed with it. */
  protected final Tensor placedConstant(double value, Variable variable) {
    try (Scope placed = Contexts.current().enterColocation(variable)) {
      return org.ckpt4j.ops.array.Fill.constant(
          variable.shape(), org.ckpt4j.ops.array.Values.of(value, variable.dtype()), "Const");
    }
  }

  /** The slot, which must have been made. */
  protected final Variable requireSlot(Variable variable, String slotName) {
    Variable slot = getSlot(variable, slotName);
    if (slot == null) {
      throw new IllegalStateException(
          "%s keeps no \"%s\" for %s yet".formatted(name, slotName, variable));
    }
    return slot;
  }

  /** A variable of the optimizer itself, one for each graph; it is a child of the optimizer. */
  protected final Variable createNonSlot(Object initialValue, String nonSlot, Variable beside) {
    NonSlot key = new NonSlot(nonSlot, Graph.currentOrNull());
    Variable found = nonSlots.get(key);
    if (found != null) {
      return found;
    }
    Object first = initialValue;
    Optional<PendingRestore> saved =
        key.graph() == null ? dependencies.preload(nonSlot) : Optional.empty();
    if (saved.isPresent()) {
      first = saved.get().value();
    }
    Variable made;
    try (Scope placed = Contexts.current().enterColocation(beside)) {
      made =
          new Variable(
              first,
              new Named(nonSlot),
              new Trainable(false),
              new UseResource(beside.isResource()));
    }
    nonSlots.put(key, made);
    dependencies.restoreWaiting(nonSlot, made);
    return made;
  }

  protected final Variable nonSlot(String nonSlot) {
    return java.util.Objects.requireNonNull(
        nonSlots.get(new NonSlot(nonSlot, Graph.currentOrNull())));
  }

  // What programs ask

  /** The slot kept for a variable, or null. */
  public final @Nullable Variable getSlot(Variable variable, String slotName) {
    return slots.find(variable, slotName);
  }

  /** The names of all kinds of slots, sorted. */
  public final List<String> getSlotNames() {
    return slots.names();
  }

  /** The optimizer's own variables in the current graph, slots among them, by name. */
  public final List<Variable> variables() {
    Graph graph = Graph.currentOrNull();
    List<Variable> all = new ArrayList<>(nonSlots.values());
    all.addAll(slots.all());
    return all.stream()
        .filter(variable -> variable.graph().orElse(null) == graph)
        .sorted(Comparator.comparing(Variable::name))
        .toList();
  }

  // Saving

  @Override
  public final Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public Map<String, Trackable> trackableChildren() {
    Map<String, Trackable> children = new LinkedHashMap<>();
    Map<String, Variable> sorted = new TreeMap<>();
    nonSlots.forEach(
        (key, variable) -> {
          if (key.graph() == Graph.currentOrNull()) {
            sorted.put(key.name(), variable);
          }
        });
    children.putAll(sorted);
    children.putAll(dependencies.children());
    return children;
  }

  @Override
  public final List<String> slotNames() {
    return getSlotNames();
  }

  @Override
  public final @Nullable Trackable slot(Trackable variable, String slotName) {
    return variable instanceof Variable known ? getSlot(known, slotName) : null;
  }

  @Override
  public final @Nullable Trackable createOrRestoreSlot(
      PendingRestore saved, Trackable variable, String slotName) {
    return variable instanceof Variable known ? slots.restore(saved, known, slotName, name) : null;
  }
}
