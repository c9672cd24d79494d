package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ExecutionContext;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/** Records operations in a graph instead of running them. */
final class GraphContext extends ExecutionContext {
  private final Graph graph;
  private List<ControlScope> controlScopes = List.of();
  private List<Operation> colocations = List.of();
  private Attrs scopedAttrs = Attrs.none();
  private final Set<Operation> openHeads = new LinkedHashSet<>();
  private @Nullable ControlFlowContext flow;
  private Map<String, String> gradientOverrides = Map.of();

  GraphContext(Graph graph) {
    this.graph = graph;
  }

  /** The same graph, for another thread: scopes are each thread's own. */
  GraphContext(GraphContext first) {
    super(first);
    this.graph = first.graph;
  }

  Graph graph() {
    return graph;
  }

  @Override
  public boolean isEager() {
    return false;
  }

  @Override
  public Node execute(
      OpDef def, @Nullable String name, Attrs attrs, List<? extends Operand> operands) {
    synchronized (graph) {
      return add(def, name == null || name.isEmpty() ? def.name() : name, attrs, operands);
    }
  }

  private Operation add(OpDef def, String name, Attrs attrs, List<? extends Operand> operands) {
    // The node's own name is a scope while its inputs are made: variables are read within it.
    try (NameScope scope = NameScope.enter(name)) {
      List<SymbolicTensor> inputs = new ArrayList<>(operands.size());
      for (Operand operand : operands) {
        inputs.add(symbol(def, operand.asTensor()));
      }
      Inferred inferred = infer(def, attrs, inputs, false);
      String nodeName = scope.name().substring(0, Math.max(0, scope.name().length() - 1));
      return record(def, nodeName, inferred, inputs);
    }
  }

  private SymbolicTensor symbol(OpDef def, Tensor tensor) {
    if (tensor instanceof EagerTensor value) {
      return graph.constant(value);
    }
    SymbolicTensor symbol = (SymbolicTensor) tensor;
    if (symbol.op().graph() != graph) {
      throw new IllegalArgumentException(
          "%s: %s belongs to another graph than the one being built".formatted(def.name(), symbol));
    }
    return symbol;
  }

  private Operation record(OpDef def, String name, Inferred inferred, List<SymbolicTensor> inputs) {
    Attrs attrs = inferred.attrs();
    for (Map.Entry<String, Object> scoped : scopedAttrs.asMap().entrySet()) {
      attrs = attrs.has(scoped.getKey()) ? attrs : attrs.with(scoped.getKey(), scoped.getValue());
    }
    String override = gradientOverrides.get(def.name());
    if (override != null && !attrs.has(Graph.GRADIENT_TYPE)) {
      attrs = attrs.with(Graph.GRADIENT_TYPE, override);
    }
    String device = device();
    if (!colocations.isEmpty()) {
      Set<String> groups = new TreeSet<>();
      for (Operation op : colocations) {
        groups.addAll(op.colocationGroups());
        device = op.device().isEmpty() ? device : op.device();
      }
      attrs = attrs.with(Operation.COLOCATION, List.copyOf(groups));
    }
    Operation op = graph.newOperation(name, def, attrs, inputs, controlInputs(inputs), device);
    addOutputs(op, inferred);
    graph.add(op);
    recordSeen(op);
    op.setControlFlowContext(flow);
    if (flow != null) {
      flow.addOp(op);
    }
    Contexts.tellCalled(op);
    return op;
  }

  /** Adds a node that is described whole. */
  Operation addNode(NodeSpec spec) {
    Inferred inferred = inferWithin(spec);
    Operation op =
        graph.newOperation(
            spec.name(),
            spec.def(),
            inferred.attrs(),
            spec.inputs(),
            spec.controlInputs(),
            spec.device());
    addOutputs(op, inferred);
    if (FlowRole.of(spec.def()) == FlowRole.ENTER) {
      op.output(0).setShape(spec.inputs().get(0).shape()); // what no builder is there to say
    }
    graph.add(op);
    if (spec.loopHead()) {
      openHeads.add(op);
    }
    return op;
  }

  /**
   * Heads of loops are taken to have, when the way back arrives, the shape they begin with. Where
   * that leads to a contradiction it was wrong, and nothing is known of them.
   */
  private Inferred inferWithin(NodeSpec spec) {
    try {
      return infer(spec.def(), spec.attrs(), spec.inputs(), false);
    } catch (IllegalArgumentException wrong) {
      if (openHeads.isEmpty()) {
        throw wrong;
      }
      openHeads.forEach(Reinference::forget);
      openHeads.clear();
      return infer(spec.def(), spec.attrs(), spec.inputs(), false);
    }
  }

  void headClosed(Operation op) {
    openHeads.remove(op);
  }

  /** Infers an operation's outputs from what its inputs are now; gives whether that is news. */
  static boolean reinfer(Operation op) {
    if (isMergeOfUnknown(op)) {
      return false;
    }
    Inferred inferred;
    try {
      inferred = infer(op.def(), op.attrs(), op.inputs(), false);
    } catch (IllegalArgumentException | UnsupportedOperationException contradiction) {
      return Reinference.forgetOutputs(op);
    }
    boolean news = false;
    for (int i = 0; i < inferred.numOutputs(); i++) {
      news |= op.output(i).reinfer(inferred.shape(i));
    }
    return news;
  }

  private static void addOutputs(Operation op, Inferred inferred) {
    for (int i = 0; i < inferred.numOutputs(); i++) {
      op.addOutput(
          new SymbolicTensor(
              op,
              i,
              inferred.dtype(i),
              inferred.shape(i),
              inferred.isReference(i),
              inferred.handleSpec(i)));
    }
  }

  /** What is made in open scopes of control dependencies need not wait for them once more. */
  void recordSeen(Operation op) {
    controlScopes.forEach(scope -> scope.made(op));
  }

  @MustBeClosed
  Scope enterGradientOverrides(Map<String, String> namesByType) {
    Map<String, String> before = gradientOverrides;
    Map<String, String> with = new HashMap<>(before);
    with.putAll(namesByType);
    gradientOverrides = with;
    return Contexts.entered("gradient overrides", () -> gradientOverrides = before);
  }

  @Nullable ControlFlowContext controlFlowContext() {
    return flow;
  }

  void setControlFlowContext(@Nullable ControlFlowContext context) {
    flow = context;
  }

  /** Those of the open scopes; a scope whose work an input already waits for adds nothing. */
  private List<Operation> controlInputs(List<SymbolicTensor> inputs) {
    return controlDependenciesFor(inputs.stream().map(SymbolicTensor::op).toList());
  }

  List<Operation> controlDependenciesFor(List<Operation> makers) {
    Set<Operation> all = new LinkedHashSet<>();
    for (ControlScope scope : controlScopes) {
      if (makers.stream().noneMatch(scope::contains)) {
        scope.before.stream().filter(op -> !makers.contains(op)).forEach(all::add);
      }
    }
    return List.copyOf(all);
  }

  /**
   * A loop keeps its shapes, or says what holds of them; so a way back of which nothing at all is
   * known, as of what a gradient takes from a stack, says nothing against what is.
   */
  private static boolean isMergeOfUnknown(Operation op) {
    if (FlowRole.of(op.def()) != FlowRole.MERGE) {
      return false;
    }
    return op.inputs().stream()
        .anyMatch(
            input ->
                FlowRole.of(input.op().def()) == FlowRole.NEXT_ITERATION
                    && !input.shape().hasKnownRank());
  }

  @Override
  public String uniqueName(String name) {
    return graph.uniqueName(name, true);
  }

  @Override
  protected String resolveNameScope(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return "";
    }
    var allowed = nameScope().isEmpty() ? UniqueNames.ROOT : UniqueNames.NESTED;
    if (!allowed.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no valid name %s; it must match %s"
              .formatted(
                  name,
                  nameScope().isEmpty() ? "at the root" : "within \"" + nameScope() + "\"",
                  allowed.pattern()));
    }
    return name.endsWith("/") ? name : uniqueName(name) + "/";
  }

  @Override
  public Scope enterControlDependencies(@Nullable List<Node> nodes) {
    List<ControlScope> before = controlScopes;
    ControlFlowContext flowBefore = flow;
    if (nodes == null) {
      controlScopes = List.of();
      flow = null;
    } else {
      List<Operation> ops = new ArrayList<>();
      for (Node node : nodes) {
        Operation op = (Operation) node;
        if (op.graph() != graph) {
          throw new IllegalArgumentException(op + " belongs to another graph");
        }
        if (!ops.contains(op)) {
          ops.add(op);
        }
      }
      List<ControlScope> with = new ArrayList<>(before);
      with.add(new ControlScope(ops));
      controlScopes = with;
    }
    return Contexts.entered(
        "control dependencies",
        () -> {
          controlScopes = before;
          if (nodes == null) {
            flow = flowBefore;
          }
        });
  }

  @Override
  public Scope enterColocation(@Nullable Operand operand) {
    List<Operation> before = colocations;
    if (operand == null) {
      colocations = List.of();
    } else {
      List<Operation> with = new ArrayList<>(before);
      with.add((Operation) operand.op());
      colocations = with;
    }
    return Contexts.entered("colocation", () -> colocations = before);
  }

  @Override
  public Scope enterAttribute(String name, Object value) {
    Attrs before = scopedAttrs;
    scopedAttrs = before.with(name, value);
    return Contexts.entered("attribute " + name, () -> scopedAttrs = before);
  }

  @Override
  public String toString() {
    return "graph";
  }

  /** Nodes to wait for, and what was made while they had to be. */
  private static final class ControlScope {
    private final List<Operation> before;
    private final Set<Operation> made = new java.util.HashSet<>();

    ControlScope(List<Operation> before) {
      this.before = before;
    }

    void made(Operation op) {
      made.add(op);
    }

    boolean contains(Operation op) {
      return made.contains(op);
    }
  }
}
