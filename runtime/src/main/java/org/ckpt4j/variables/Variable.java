package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.DisableCopyOnRead;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.jspecify.annotations.Nullable;

/**
 * A value that lasts: made once, read and assigned by operations, saved and restored.
 *
 * <p>In eager mode it holds its value. In a graph it is a handle and a few nodes (initializer,
 * read), and each session has a value of its own. Counterpart: {@code tf.Variable}, and {@code
 * tf.compat.v1.Variable} (resource variables, or with {@code useResource(false)} in a graph
 * reference variables).
 *
 * <p>Changing it gives a view of the same variable: eagerly this variable itself; in a graph one
 * that is read after the change, so that fetching it from a session makes the change happen.
 */
public final class Variable implements Operand, Trackable {
  private final VariableParts parts;
  private final Dependencies dependencies;
  private final @Nullable Node change;
  private final Beginning beginning;
  private @Nullable SaveSliceInfo saveSliceInfo;
  private VariableAggregation aggregation = VariableAggregation.NONE;

  /** How it gets its first value in a graph; all views of a variable share it. */
  private static final class Beginning {
    private @Nullable Node initializer;
    private @Nullable Tensor initialValue;

    Beginning(@Nullable Node initializer, @Nullable Tensor initialValue) {
      this.initializer = initializer;
      this.initialValue = initialValue;
    }
  }

  /**
   * A new variable.
   *
   * @param initialValue a tensor, a Java value, or a {@link Supplier} of one; a supplier's
   *     operations are named below the variable
   * @throws IllegalArgumentException if the value does not fit the type or shape asked for
   * @throws IllegalStateException if a reference variable is asked for in eager mode
   */
  public Variable(Object initialValue, VariableOption... options) {
    this(VariableCreation.create(initialValue, VariableSettings.of(options)));
  }

  Variable(VariableParts parts) {
    this.parts = parts;
    this.dependencies = new Dependencies();
    this.change = null;
    this.beginning = new Beginning(parts.initializer(), parts.initialValue());
    parts.collect(this);
  }

  VariableParts parts() {
    return parts;
  }

  /** A view that is read after {@code change}. */
  private Variable(Variable changed, Node change, Tensor element) {
    this.parts = changed.parts.withElement(element);
    this.dependencies = changed.dependencies;
    this.beginning = changed.beginning;
    this.saveSliceInfo = changed.saveSliceInfo;
    this.aggregation = changed.aggregation;
    this.change = change;
  }

  /** {@code a:0}; of a view in a graph, the name of the operation that changed it. */
  @Override
  public String name() {
    return change == null ? parts.name() + ":0" : change.name();
  }

  /**
   * The name without {@code :0}, for a part of a partitioned variable that of the whole: how
   * name-based checkpoints know it.
   */
  @Override
  public String fullName() {
    return saveSliceInfo == null ? parts.name() : saveSliceInfo.fullName();
  }

  @Override
  public DType dtype() {
    return parts.spec().dtype();
  }

  @Override
  public Shape shape() {
    return parts.spec().shape();
  }

  public TensorSpec spec() {
    return parts.spec();
  }

  public boolean trainable() {
    return parts.trainable();
  }

  /** Whether it goes by handle; old variables go by reference. */
  public boolean isResource() {
    return parts.resource();
  }

  /** The handle of a resource variable, or the reference to an old one. */
  public Tensor handle() {
    return parts.handle();
  }

  /** The device asked for when it was made; empty if none was. */
  public String device() {
    return parts.device();
  }

  /** The graph it is part of; empty for a variable of the eager world. */
  public Optional<Graph> graph() {
    return Optional.ofNullable(parts.graph());
  }

  public Optional<Constraint> constraint() {
    return Optional.ofNullable(parts.constraint());
  }

  /** How changes of several replicas become one; only recorded. */
  public VariableAggregation aggregation() {
    return aggregation;
  }

  void setAggregation(VariableAggregation value) {
    aggregation = value;
  }

  /** What its first value is made of, in a graph where that is known. */
  @Nullable Tensor firstValue() {
    return beginning.initialValue;
  }

  /** Which part of a partitioned variable it is, if it is one. */
  public Optional<SaveSliceInfo> saveSliceInfo() {
    return Optional.ofNullable(saveSliceInfo);
  }

  /** Makes it, for saving, a part of a larger value. */
  public void setSaveSliceInfo(SaveSliceInfo info) {
    saveSliceInfo = info;
  }

  /**
   * The operation that gives it its first value.
   *
   * @throws IllegalStateException in eager mode, where it has one
   */
  public Node initializer() {
    return inGraph(beginning.initializer, "initializer");
  }

  /**
   * The first value.
   *
   * @throws IllegalStateException in eager mode
   */
  public Tensor initialValue() {
    return inGraph(beginning.initialValue, "initial value");
  }

  /**
   * Replaces the operation that gives it its first value in a graph; a session that ran the old one
   * is not touched.
   *
   * @param initializer assigns {@code value} to this variable
   */
  public void setInitializer(Node initializer, Tensor value) {
    beginning.initializer = initializer;
    beginning.initialValue = value;
  }

  private static <T> T inGraph(@Nullable T part, String what) {
    if (part == null) {
      throw new IllegalStateException(
          "a variable of the eager world has no " + what + "; it holds a value from the start");
    }
    return part;
  }

  @Override
  public Node op() {
    return change == null ? parts.handle().op() : change;
  }

  @Override
  public Tensor asTensor() {
    return value();
  }

  @Override
  public Tensor gradientKey() {
    return parts.handle();
  }

  @Override
  public Tensor graphElement() {
    Tensor element = parts.element();
    return element == null ? asTensor() : element;
  }

  /** Its value now; in a graph, a node that reads it (of an old variable: its one snapshot). */
  public Tensor value() {
    accessed();
    if (!parts.resource()) {
      return graphElement();
    }
    if (change == null || Contexts.current().isEager()) {
      return ReadVariableOp.of(null, parts.handle(), dtype());
    }
    try (var after = Contexts.current().enterControlDependencies(List.of(change))) {
      return ReadVariableOp.of(null, parts.handle(), dtype());
    }
  }

  /**
   * Tells tapes that it is about to be read by its handle: {@link #value} does, and so must whoever
   * gathers rows of it.
   */
  public void accessed() {
    if (trainable()) {
      Contexts.tellRead(this);
    }
  }

  /** A fresh read, for use under control dependencies. Counterpart: {@code read_value}. */
  public Tensor readValue() {
    if (!parts.resource()) {
      return IdentityOps.identity(parts.handle(), new org.ckpt4j.options.Named("read"));
    }
    Tensor read;
    try (var scope = NameScope.enter("Read")) {
      read = value();
    }
    return Contexts.current().isEager() ? read : IdentityOps.identity(read);
  }

  /**
   * The value itself.
   *
   * @throws UnsupportedOperationException in a graph, where only a session knows it
   */
  public RawTensor numpy() {
    if (!(parts.handle() instanceof EagerTensor handle)) {
      throw new UnsupportedOperationException(
          "numpy() needs eager mode; of a graph's variable, session.run(variable) gives the value");
    }
    return handle.variable().snapshot().raw();
  }

  /** Gives it another value: a tensor, or anything a constant can be made of. */
  public Variable assign(Object value) {
    return change(AssignVariableOps.ASSIGN, AssignOps.ASSIGN, value);
  }

  public Variable assignAdd(Object delta) {
    return change(AssignVariableOps.ADD, AssignOps.ADD, delta);
  }

  public Variable assignSub(Object delta) {
    return change(AssignVariableOps.SUB, AssignOps.SUB, delta);
  }

  private Variable change(OpDef byHandle, OpDef byReference, Object value) {
    if (!parts.resource()) {
      Tensor result = AssignmentOfReference.apply(byReference, parts.handle(), value);
      return new Variable(this, result.op(), result);
    }
    Tensor tensor = ToTensor.of(value, dtype(), "Const");
    if (!shape().isCompatibleWith(tensor.shape())) {
      throw new IllegalArgumentException(
          "variable \"%s\" of shape %s cannot take a value of shape %s"
              .formatted(fullName(), shape(), tensor.shape()));
    }
    Node done =
        byHandle == AssignVariableOps.ASSIGN
            ? AssignVariableOps.assignChecked(parts.handle(), shape(), tensor)
            : AssignVariableOps.apply(byHandle, null, parts.handle(), tensor);
    if (Contexts.current().isEager()) {
      return this;
    }
    try (var after = Contexts.current().enterControlDependencies(List.of(done))) {
      return new Variable(this, done, ReadVariableOp.of(null, parts.handle(), dtype()));
    }
  }

  /** Whether it has a value, as a tensor. */
  public Tensor isInitialized() {
    return parts.isInitialized() != null
        ? parts.isInitialized()
        : InitializedOps.of(null, parts.handle());
  }

  /** Its value in this session. */
  public EagerTensor eval(Session session) {
    return session.run(this);
  }

  /** Its value in the default session. */
  public EagerTensor eval() {
    return eval(Session.requireDefault("eval()"));
  }

  /** Sets its value in this session without adding to the graph: feeds its initial value. */
  public void load(Object value, Session session) {
    session.run(
        (org.ckpt4j.graph.Operation) initializer(), new Feed(initializer().inputs().get(1), value));
  }

  /** One value, read when it is asked for; in the eager world null while there is none. */
  @Override
  public List<SaveSpec> serializeToTensors() {
    return List.of(new SaveSpec(SaveSpec.VARIABLE_VALUE, "", dtype(), device(), this::valueToSave));
  }

  private @Nullable Tensor valueToSave() {
    if (parts.handle() instanceof EagerTensor eager) {
      return eager.variable().isInitialized() ? value() : null;
    }
    if (!parts.resource()) {
      return parts.handle();
    }
    try (var placed = Contexts.current().enterDevice(device())) {
      Tensor read;
      try (var scope = NameScope.enter("Read")) {
        DisableCopyOnRead.of(parts.handle());
        read = value();
      }
      read = IdentityOps.identity(read);
      try (var host = Contexts.current().enterDevice("/device:CPU:0")) {
        return IdentityOps.identity(read);
      }
    }
  }

  /**
   * Takes a saved value as its own.
   *
   * @throws IllegalArgumentException if the shape does not fit
   */
  @Override
  public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
    Tensor value = Objects.requireNonNull(restored.get(SaveSpec.VARIABLE_VALUE));
    if (!shape().isCompatibleWith(value.shape())) {
      throw new IllegalArgumentException(
          "variable \"%s\" of shape %s cannot take the saved value of shape %s"
              .formatted(fullName(), shape(), value.shape()));
    }
    if (!parts.resource()) {
      return AssignOps.apply(AssignOps.ASSIGN, null, parts.handle(), value).op();
    }
    if (Contexts.current().isEager()) {
      AssignVariableOps.apply(AssignVariableOps.ASSIGN, null, parts.handle(), value);
      return null;
    }
    try (var placed = Contexts.current().enterDevice(device())) {
      return AssignVariableOps.apply(
          AssignVariableOps.ASSIGN, null, parts.handle(), IdentityOps.identity(value));
    }
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public String toString() {
    List<String> facts = new ArrayList<>();
    facts.add("'" + name() + "'");
    facts.add("shape=" + shape());
    facts.add("dtype=" + dtype());
    return "<Variable " + String.join(" ", facts) + ">";
  }
}
