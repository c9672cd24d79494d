package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.ckpt4j.control.Cond;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.array.Unpack;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.CountUpToOps;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.ops.state.ResourceGather;
import org.ckpt4j.ops.state.ScatterNdOps;
import org.ckpt4j.ops.state.ScatterOps;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.options.VariableSynchronization;
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
    this(OpenCreators.create(VariableSettings.of(initialValue, options)));
  }

  /** As the constructor, but the very variable that a {@link VariableCreator} gives. */
  static Variable create(Object initialValue, VariableOption... options) {
    OpenCreators.Created created = OpenCreators.create(VariableSettings.of(initialValue, options));
    created.collectAs(created.given());
    return created.given();
  }

  /** Stands for what the creators gave. */
  private Variable(OpenCreators.Created created) {
    Variable given = created.given();
    this.parts = given.parts;
    this.dependencies = given.dependencies;
    this.change = given.change;
    this.beginning = given.beginning;
    this.saveSliceInfo = given.saveSliceInfo;
    created.collectAs(this);
  }

  /** Of nodes that are there; it is in no collection yet. */
  Variable(VariableParts parts) {
    this.parts = parts;
    this.dependencies = new Dependencies();
    this.change = null;
    this.beginning = new Beginning(parts.initializer(), parts.initialValue());
  }

  VariableParts parts() {
    return parts;
  }

  boolean standsFor(Variable other) {
    return beginning == other.beginning;
  }

  /** A view that is read after {@code change}. */
  private Variable(Variable changed, Node change, Tensor element) {
    this.parts = changed.parts.withElement(element);
    this.dependencies = changed.dependencies;
    this.beginning = changed.beginning;
    this.saveSliceInfo = changed.saveSliceInfo;
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

  public VariableSynchronization synchronization() {
    return parts.synchronization();
  }

  public VariableAggregation aggregation() {
    return parts.aggregation();
  }

  public Optional<Constraint> constraint() {
    return Optional.ofNullable(parts.constraint());
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

  /**
   * As {@link #assign}, but nothing is read. Counterpart: {@code read_value=False}.
   *
   * @return the operation that assigns; null eagerly, where it is done
   */
  public @Nullable Node assignUnread(Object value) {
    return changed(AssignVariableOps.ASSIGN, AssignOps.ASSIGN, value);
  }

  /** As {@link #assignAdd}, but nothing is read; see {@link #assignUnread}. */
  public @Nullable Node assignAddUnread(Object delta) {
    return changed(AssignVariableOps.ADD, AssignOps.ADD, delta);
  }

  /** As {@link #assignSub}, but nothing is read; see {@link #assignUnread}. */
  public @Nullable Node assignSubUnread(Object delta) {
    return changed(AssignVariableOps.SUB, AssignOps.SUB, delta);
  }

  private Variable change(OpDef byHandle, OpDef byReference, Object value) {
    return after(changed(byHandle, byReference, value));
  }

  /** This variable as it is read after a change; eagerly {@code done} is null. */
  private Variable after(@Nullable Node done) {
    if (done == null) {
      return this;
    }
    if (!parts.resource()) {
      return new Variable(this, done, ((Operation) done).output(0));
    }
    try (Scope own = inOwnGraph();
        var after = Contexts.current().enterControlDependencies(List.of(done))) {
      return new Variable(this, done, ReadVariableOp.of(null, parts.handle(), dtype()));
    }
  }

  private @Nullable Node changed(OpDef byHandle, OpDef byReference, Object value) {
    try (Scope own = inOwnGraph()) {
      return changedHere(byHandle, byReference, value);
    }
  }

  /** Where another graph is being built, a change still goes to the variable's. */
  @MustBeClosed
  private Scope inOwnGraph() {
    Graph own = parts.graph();
    Graph built = Graph.currentOrNull();
    return own == null || built == null || own.functions() == built.functions()
        ? () -> {}
        : own.asDefault();
  }

  private @Nullable Node changedHere(OpDef byHandle, OpDef byReference, Object value) {
    if (!parts.resource()) {
      return AssignmentOfReference.apply(byReference, parts.handle(), value).op();
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
    return Contexts.current().isEager() ? null : done;
  }

  Variable assignSlice(String name, StridedSlice.Brackets at, Object value) {
    return after(RowChanges.slice(name, this, at, ToTensor.of(value, dtype(), "value")));
  }

  /** {@code v[1, 2:4]}: to be read, or assigned alone. */
  public VariableSlice at(Object... items) {
    return new VariableSlice(this, items);
  }

  /** Adds to rows. Counterpart: {@code scatter_add}. */
  public Variable scatterAdd(IndexedSlices delta) {
    return after(RowChanges.scatter(ScatterOps::add, this, delta));
  }

  public Variable scatterSub(IndexedSlices delta) {
    return after(RowChanges.scatter(ScatterOps::sub, this, delta));
  }

  public Variable scatterMul(IndexedSlices factors) {
    return after(RowChanges.scatter(ScatterOps::mul, this, factors));
  }

  public Variable scatterDiv(IndexedSlices divisors) {
    return after(RowChanges.scatter(ScatterOps::div, this, divisors));
  }

  public Variable scatterMin(IndexedSlices values) {
    return after(RowChanges.scatter(ScatterOps::min, this, values));
  }

  public Variable scatterMax(IndexedSlices values) {
    return after(RowChanges.scatter(ScatterOps::max, this, values));
  }

  /** Replaces rows. Counterpart: {@code scatter_update}. */
  public Variable scatterUpdate(IndexedSlices values) {
    return after(RowChanges.scatter(ScatterOps::update, this, values));
  }

  /** Adds at the places that vectors of indices name. Counterpart: {@code scatter_nd_add}. */
  public Variable scatterNdAdd(Object indices, Object updates) {
    return after(RowChanges.scatterNd(ScatterNdOps::add, this, indices, updates));
  }

  public Variable scatterNdSub(Object indices, Object updates) {
    return after(RowChanges.scatterNd(ScatterNdOps::sub, this, indices, updates));
  }

  public Variable scatterNdUpdate(Object indices, Object updates) {
    return after(RowChanges.scatterNd(ScatterNdOps::update, this, indices, updates));
  }

  /** Rows of its value, the others not read. Counterpart: {@code sparse_read}. */
  public Tensor sparseRead(Object indices) {
    accessed();
    Tensor rows = ToTensor.of(indices, null, "indices");
    try (NameScope scope = NameScope.enter("Gather")) {
      return parts.resource()
          ? ResourceGather.of(scope.name(), parts.handle(), rows, dtype())
          : Gather.of(this, rows);
    }
  }

  /**
   * Gives its value and adds one to it, while it is below {@code limit}.
   *
   * @throws org.ckpt4j.errors.OutOfRangeError when it runs, once the limit is reached
   */
  public Tensor countUpTo(long limit) {
    return CountUpToOps.of(null, parts.handle(), dtype(), limit);
  }

  /**
   * The rows of its value, one after the other.
   *
   * @throws org.ckpt4j.errors.TypeError in a graph, or if it is a scalar
   */
  public Iterator<Tensor> iterator() {
    if (!Contexts.current().isEager()) {
      throw new org.ckpt4j.errors.TypeError(
          "iterating over %s is not allowed in a graph; unstack it".formatted(this));
    }
    if (shape().isScalar()) {
      throw new org.ckpt4j.errors.TypeError("a scalar has no rows to iterate over: " + this);
    }
    return Unpack.of(readValue(), (int) shape().dim(0), 0).iterator();
  }

  /**
   * Its value if it has one, else its first value: for first values of other variables.
   * Counterpart: {@code initialized_value}.
   */
  public Tensor initializedValue() {
    if (Contexts.current().isEager()) {
      return value();
    }
    try (var init = Contexts.current().enterInitScope()) {
      return Cond.of(
          InitializedOps.of(null, parts.handle()), this::readValue, () -> initialValue());
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

  /** As {@link #load(Object, Session)}, in the default session; eagerly it is assigned. */
  public void load(Object value) {
    if (parts.handle() instanceof EagerTensor) {
      assign(value);
    } else {
      load(value, Session.requireDefault("load()"));
    }
  }

  /** Sets its value in this session without adding to the graph: feeds its initial value. */
  public void load(Object value, Session session) {
    session.run(
        (org.ckpt4j.graph.Operation) initializer(), new Feed(initializer().inputs().get(1), value));
  }

  /** One value, read when it is asked for; in the eager world null while there is none. */
  @Override
  public List<SaveSpec> serializeToTensors() {
    return List.of(
        new SaveSpec(SaveSpec.VARIABLE_VALUE, "", dtype(), device(), () -> SavedValue.of(this)));
  }

  /**
   * Takes a saved value as its own.
   *
   * @throws IllegalArgumentException if the shape does not fit
   */
  @Override
  public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
    return SavedValue.restore(this, Objects.requireNonNull(restored.get(SaveSpec.VARIABLE_VALUE)));
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public String toString() {
    return VariableText.of(this);
  }
}
