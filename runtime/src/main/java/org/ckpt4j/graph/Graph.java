package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Const;
import org.jspecify.annotations.Nullable;

/**
 * Operations by name, in the order they were added, and named collections of what a program made.
 *
 * <p>Its name scopes, variable scopes and variable store are its own: leaving it and entering it
 * again goes on where it was. Counterpart: {@code tf.Graph}. Any number of threads may add
 * operations and run it; what one enters, scopes and control dependencies, is not the others'.
 */
public final class Graph {
  private final GraphContext context = new GraphContext(this);
  private final Map<Thread, GraphContext> contexts = new WeakHashMap<>();
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final Map<String, List<Object>> collections = new LinkedHashMap<>();
  private final UniqueNames names = new UniqueNames();
  private final Map<String, Gradient> gradients = new LinkedHashMap<>();
  private final Functions functions;
  private volatile int version;
  private volatile boolean finalized;

  /** The attribute that names the gradient a node has in place of its operation's own. */
  public static final String GRADIENT_TYPE = "_gradient_op_type";

  public Graph() {
    this(new Functions());
  }

  private Graph(Functions functions) {
    this.functions = functions;
  }

  /** A graph to be the body of a function of {@code outer}'s library, which it shares. */
  public static Graph ofFunction(Graph outer) {
    return new Graph(outer.functions);
  }

  /** The functions that operations of this graph call. */
  public Functions functions() {
    return functions;
  }

  /** Changes when operations that were there already do: what was planned with them is void. */
  int version() {
    return version;
  }

  synchronized void changed() {
    version++;
  }

  /**
   * The graph that operations are added to now.
   *
   * @throws IllegalStateException if the program is eager
   */
  public static Graph current() {
    if (Contexts.current() instanceof GraphContext context) {
      return context.graph();
    }
    throw new IllegalStateException(
        "no graph is being built; enter one, as in try (var g = graph()) { ... }");
  }

  /** The graph that operations are added to now, or null if the program is eager. */
  public static @Nullable Graph currentOrNull() {
    return Contexts.current() instanceof GraphContext context ? context.graph() : null;
  }

  /** Makes this graph the one that operations are added to. */
  @MustBeClosed
  public Scope asDefault() {
    return Contexts.enter(context());
  }

  /** That of this thread: the first to build the graph has the first one. */
  GraphContext context() {
    synchronized (contexts) {
      return contexts.computeIfAbsent(
          Thread.currentThread(),
          thread -> contexts.isEmpty() ? context : new GraphContext(context));
    }
  }

  Operation newOperation(
      String name,
      OpDef def,
      Attrs attrs,
      List<SymbolicTensor> inputs,
      List<Operation> controlInputs,
      String device) {
    if (finalized) {
      throw new IllegalStateException(
          "the graph is finalized; \"%s\" (%s) cannot be added".formatted(name, def.name()));
    }
    if (!UniqueNames.ROOT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no valid name of an operation; it must match %s"
              .formatted(name, UniqueNames.ROOT.pattern()));
    }
    if (operations.containsKey(name)) {
      throw new IllegalArgumentException(
          "the graph has an operation \"%s\" (%s) already"
              .formatted(name, operations.get(name).type()));
    }
    return new Operation(this, operations.size(), name, def, attrs, inputs, controlInputs, device);
  }

  synchronized void add(Operation op) {
    operations.put(op.name(), op);
  }

  private synchronized @Nullable Operation find(String name) {
    return operations.get(name);
  }

  /**
   * Adds a node exactly as it is described: no scope, device or control dependency that is open now
   * has a part in it. For importers.
   *
   * @throws IllegalArgumentException if the name is taken or not valid, or shapes do not fit
   */
  public synchronized Operation addNode(NodeSpec spec) {
    Operation op = context().addNode(spec);
    names.mark(spec.name());
    return op;
  }

  /** Whether an operation has this name. */
  public boolean hasOperation(String name) {
    return find(name) != null;
  }

  /** A node for a value made outside of the graph. */
  SymbolicTensor constant(EagerTensor value) {
    return (SymbolicTensor) Const.of(value, "Const");
  }

  /** The name below the current name scope, numbered if it is taken; taken from now on if asked. */
  public synchronized String uniqueName(String name, boolean markAsUsed) {
    String scope = context().nameScope();
    return names.unique(scope.isEmpty() ? name : scope + "/" + name, markAsUsed);
  }

  public String uniqueName(String name) {
    return uniqueName(name, true);
  }

  /** The current name scope, without a trailing slash. */
  public String getNameScope() {
    return context().nameScope();
  }

  synchronized boolean isEmpty() {
    return operations.isEmpty();
  }

  /** All operations in the order they were added. */
  public synchronized List<Operation> getOperations() {
    return List.copyOf(operations.values());
  }

  /**
   * @throws IllegalArgumentException if the name is one of a tensor
   * @throws NoSuchElementException if there is none of this name
   */
  public Operation getOperationByName(String name) {
    if (name.contains(":")) {
      throw new IllegalArgumentException(
          "\"%s\" names a tensor, not an operation; use getTensorByName".formatted(name));
    }
    Operation op = find(name);
    if (op == null) {
      throw new NoSuchElementException("the graph has no operation \"%s\"".formatted(name));
    }
    return op;
  }

  /**
   * The tensor {@code op:0}.
   *
   * @throws IllegalArgumentException if the name has no output number
   * @throws NoSuchElementException if there is none of this name
   */
  public SymbolicTensor getTensorByName(String name) {
    int colon = name.lastIndexOf(':');
    int output;
    try {
      output = Integer.parseInt(name.substring(colon + 1));
    } catch (NumberFormatException e) {
      output = -1;
    }
    if (colon < 0 || output < 0) {
      throw new IllegalArgumentException(
          "\"%s\" names no tensor; tensors are named operation:output".formatted(name));
    }
    Operation op = getOperationByName(name.substring(0, colon));
    if (output >= op.outputs().size()) {
      throw new NoSuchElementException(
          "\"%s\" has %d outputs, so no \"%s\"".formatted(op.name(), op.outputs().size(), name));
    }
    return op.output(output);
  }

  /**
   * The tensor or operation that a name, or an object that stands for one, means here. Counterpart:
   * {@code Graph.as_graph_element}.
   *
   * @return a {@link SymbolicTensor} or an {@link Operation}
   * @throws IllegalArgumentException if it belongs to another graph
   * @throws NoSuchElementException if there is none of this name
   * @throws TypeError if it is nothing of a graph
   */
  public Object asGraphElement(Object thing) {
    if (thing instanceof String name) {
      return name.contains(":") ? getTensorByName(name) : getOperationByName(name);
    }
    if (thing instanceof Operation op) {
      return owned(op, op);
    }
    if (thing instanceof Operand operand
        && operand.graphElement() instanceof SymbolicTensor tensor) {
      return owned(tensor, tensor.op());
    }
    throw new TypeError(
        "%s is no tensor, operation or variable of a graph, nor the name of one".formatted(thing));
  }

  private Object owned(Object element, Operation op) {
    if (op.graph() != this) {
      throw new IllegalArgumentException(element + " belongs to another graph");
    }
    return element;
  }

  public synchronized void addToCollection(String key, Object value) {
    checkNotFinalized();
    collections.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
  }

  private void checkNotFinalized() {
    if (finalized) {
      throw new IllegalStateException("the graph is finalized and cannot be changed");
    }
  }

  /** What was added under this key, in order. */
  public synchronized List<Object> getCollection(String key) {
    return List.copyOf(collections.getOrDefault(key, List.of()));
  }

  /** Those whose name begins with a match of this regular expression. */
  public List<Object> getCollection(String key, @Nullable String scope) {
    if (scope == null) {
      return getCollection(key);
    }
    Pattern pattern = Pattern.compile(scope);
    return getCollection(key).stream()
        .filter(
            item -> {
              String name = nameOf(item);
              return name != null && pattern.matcher(name).lookingAt();
            })
        .toList();
  }

  private static @Nullable String nameOf(Object item) {
    try {
      return item instanceof Operand operand
          ? operand.name()
          : item instanceof Operation op ? op.name() : null;
    } catch (AttributeError nameless) {
      return null;
    }
  }

  public java.util.Set<String> getAllCollectionKeys() {
    return Collections.unmodifiableSet(collections.keySet());
  }

  public void clearCollection(String key) {
    collections.remove(key);
  }

  /**
   * Gives a gradient a name for {@link #overrideGradients} and imported graphs. Counterpart: {@code
   * tf.RegisterGradient}.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public void registerGradient(String name, Gradient gradient) {
    if (gradients.putIfAbsent(name, gradient) != null) {
      throw new IllegalArgumentException("the graph has a gradient \"" + name + "\" already");
    }
  }

  /**
   * The gradient of this name: one that was registered, or that of an operation.
   *
   * @throws LookupError if there is none
   */
  public @Nullable Gradient gradientFunction(String name) {
    Gradient registered = gradients.get(name);
    if (registered != null) {
      return registered;
    }
    OpDef def =
        StandardOps.registry()
            .find(name)
            .orElseThrow(
                () ->
                    new LookupError(
                        "no gradient \"%s\" is registered in the graph; registerGradient names one"
                            .formatted(name)));
    return def.isDifferentiable() ? def.gradient() : null;
  }

  /**
   * Operations added within get the gradients of these names in place of their own, by type.
   * Counterpart: {@code Graph.gradient_override_map}.
   */
  @MustBeClosed
  public Scope overrideGradients(Map<String, String> namesByType) {
    return context().enterGradientOverrides(namesByType);
  }

  /** The branch or loop that operations are added to now; null if none. */
  public @Nullable ControlFlowContext controlFlowContext() {
    return context().controlFlowContext();
  }

  void headClosed(Operation op) {
    context().headClosed(op);
  }

  void setControlFlowContext(@Nullable ControlFlowContext flow) {
    context().setControlFlowContext(flow);
  }

  /**
   * What an operation added now, whose inputs these operations make, would wait for because of the
   * open scopes of control dependencies.
   */
  public List<Operation> controlDependenciesFor(List<Operation> makers) {
    return context().controlDependenciesFor(makers);
  }

  /** The open scopes of control dependencies take {@code op} as made within them. */
  public void recordSeenByControlDependencies(Operation op) {
    context().recordSeen(op);
  }

  /** From now on nothing can be added. Counterpart: {@code Graph.finalize}. */
  public void finalizeGraph() {
    finalized = true;
  }

  /** From now on operations can be added again, as before {@link #finalizeGraph}. */
  public void unfinalizeGraph() {
    finalized = false;
  }

  public boolean isFinalized() {
    return finalized;
  }

  @Override
  public String toString() {
    return "Graph(" + operations.size() + " operations)";
  }
}
