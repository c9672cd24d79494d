package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.jspecify.annotations.Nullable;

/**
 * Inside of a loop: values from outside come in through an {@code Enter}, once. Counterpart: {@code
 * WhileContext}.
 *
 * <p>The loop that a gradient makes, which goes backwards, is one too; it knows the {@link
 * LoopGradient} that makes it, and takes values of the loop that went forward from their history.
 */
public final class WhileContext extends ControlFlowContext {
  private final String name;
  private final WhileSettings settings;
  private final @Nullable LoopGradient gradient;
  private List<SymbolicTensor> enters = new ArrayList<>();
  private List<SymbolicTensor> exits = new ArrayList<>();
  private @Nullable SymbolicTensor pivot;
  private @Nullable SymbolicTensor pivotForPred;
  private @Nullable SymbolicTensor pivotForBody;

  /** A loop within the graph's current context; {@code gradient} if it is to go backwards. */
  WhileContext(Graph graph, String name, WhileSettings settings, @Nullable LoopGradient gradient) {
    super(graph);
    this.name = graph.uniqueName(name);
    this.settings = settings;
    this.gradient = gradient;
  }

  /** A loop that an imported graph has; its values are added by the one who imports it. */
  public WhileContext(
      Graph graph,
      String name,
      WhileSettings settings,
      SymbolicTensor pivot,
      SymbolicTensor pivotForPred,
      SymbolicTensor pivotForBody,
      List<SymbolicTensor> enters,
      List<SymbolicTensor> exits) {
    super(graph);
    this.name = name;
    this.settings = settings;
    this.gradient = null;
    this.pivot = pivot;
    this.pivotForPred = pivotForPred;
    this.pivotForBody = pivotForBody;
    this.enters = new ArrayList<>(enters);
    this.exits = new ArrayList<>(exits);
  }

  /** The name of its frame. */
  @Override
  public String name() {
    return name;
  }

  public WhileSettings settings() {
    return settings;
  }

  /** What makes this loop that goes backwards; null of one that goes forward. */
  @Nullable LoopGradient gradient() {
    return gradient;
  }

  /** Whether the loop goes on. */
  public SymbolicTensor pivot() {
    return Objects.requireNonNull(pivot, "the loop has no condition yet");
  }

  /** What constants of the condition wait for. */
  public SymbolicTensor pivotForPred() {
    return Objects.requireNonNull(pivotForPred, "the loop has no variables yet");
  }

  /** What constants of the body wait for. */
  public SymbolicTensor pivotForBody() {
    return Objects.requireNonNull(pivotForBody, "the loop has no body yet");
  }

  void setPivot(SymbolicTensor condition) {
    pivot = condition;
  }

  void setPivotForPred(SymbolicTensor merged) {
    pivotForPred = merged;
  }

  void setPivotForBody(SymbolicTensor first) {
    pivotForBody = first;
  }

  /** How the variables of the loop come in; more are added for gradients. */
  public List<SymbolicTensor> enters() {
    return enters;
  }

  /** How the variables of the loop leave; more are added for gradients. */
  public List<SymbolicTensor> exits() {
    return exits;
  }

  @Override
  public @Nullable SymbolicTensor controlPivot() {
    return pivotForBody != null ? pivotForBody : pivotForPred;
  }

  @Override
  public WhileContext whileContext() {
    return this;
  }

  /** The loop that goes backwards in which operations are added now; null if none. */
  private @Nullable LoopGradient currentGradient() {
    ControlFlowContext current = graph().controlFlowContext();
    return current != null && current.whileContext() instanceof WhileContext loop
        ? loop.gradient
        : null;
  }

  @Override
  public SymbolicTensor addValue(SymbolicTensor value) {
    boolean known = values().contains(value) || value.op().controlFlowContext() == this;
    if (known) {
      return externalValues().getOrDefault(value, value);
    }
    values().add(value);
    LoopGradient backwards = currentGradient();
    if (backwards != null) {
      ControlFlowContext forward = ControlFlowContext.ofOutput(value.op());
      forward = forward == null ? null : forward.whileContext();
      if (forward == backwards.forward()) {
        SymbolicTensor real = backwards.realValue(value);
        externalValues().put(value, real);
        return real;
      }
    }
    SymbolicTensor result = outer() == null ? value : outer().addValue(value);
    SymbolicTensor entered;
    try (var free = Contexts.current().enterControlDependencies(null)) {
      entered = enter(result, true, "Enter");
      entered.setShape(result.shape());
      addInnerToOuter(entered.op());
    }
    fixEnters(List.of(entered));
    values().add(entered);
    externalValues().put(value, entered);
    return entered;
  }

  SymbolicTensor enter(SymbolicTensor value, boolean constant, String nodeName) {
    return FlowNodes.enter(value, name, constant, settings.parallelIterations(), nodeName);
  }

  private void addInnerToOuter(Operation op) {
    ControlFlowContext outer = outer();
    if (outer != null) {
      outer.addInnerOp(op);
    }
  }

  /**
   * Enters are inside, and wait for what they would wait for outside, as far as that is in a
   * context around this one and in the same loop.
   */
  void fixEnters(List<SymbolicTensor> entered) {
    for (SymbolicTensor each : entered) {
      Operation op = each.op();
      List<Operation> kept = new ArrayList<>();
      for (Operation wait : graph().controlDependenciesFor(List.of(op.inputs().get(0).op()))) {
        if (isInOuter(ofOutput(wait))) {
          kept.add(wait);
        }
      }
      op.setControlFlowContext(this);
      kept.forEach(op::addControlInput);
      graph().recordSeenByControlDependencies(op);
    }
  }

  private boolean isInOuter(@Nullable ControlFlowContext context) {
    ControlFlowContext at = outer();
    ControlFlowContext loop = at == null ? null : at.whileContext();
    while (at != context) {
      if (at == null || at == loop) {
        return false;
      }
      at = at.outer();
    }
    return true;
  }

  @Override
  public void addOp(Operation op) {
    // Of a value of the loop that went forward, its shape alone is kept rather than all of it.
    if (List.of("Shape", "Size", "Rank").contains(op.type())) {
      LoopGradient backwards = currentGradient();
      Operation maker = op.inputs().get(0).op();
      ControlFlowContext forward = whileContextOf(maker);
      if (backwards != null && forward == backwards.forward()) {
        ControlFlowContext there = Objects.requireNonNull(maker.controlFlowContext());
        op.setControlFlowContext(there);
        there.addOpInternal(op);
        return;
      }
    }
    addOpInternal(op);
  }

  @Override
  public void addOpInternal(Operation op) {
    if (op.type().endsWith("PartitionedCall")) {
      op.addControlInput(Objects.requireNonNull(controlPivot()).op());
    }
    List<Operation> external;
    if (op.inputs().isEmpty()) {
      external = removeExternalControlInputs(op);
      if (op.controlInputs().isEmpty()) {
        op.addControlInput(Objects.requireNonNull(controlPivot()).op());
      }
    } else {
      for (int i = 0; i < op.inputs().size(); i++) {
        SymbolicTensor input = op.inputs().get(i);
        SymbolicTensor real = addValue(input);
        if (real != input) {
          op.updateInput(i, real);
        }
      }
      external = removeExternalControlInputs(op);
      if (op.controlInputs().isEmpty()
          && op.inputs().stream().allMatch(input -> isConstantEnter(input.op()))) {
        // What depends on nothing that changes must not run before the loop does.
        op.addControlInput(Objects.requireNonNull(controlPivot()).op());
      }
    }
    values().addAll(op.outputs());
    for (Operation wait : external) {
      if (!wait.outputs().isEmpty()) {
        // What is waited for outside comes in as a value.
        try (var free = Contexts.current().enterControlDependencies(null)) {
          op.addControlInput(within(() -> FlowNodes.identity(wait.output(0), "Identity")).op());
        }
      }
    }
    if (outer() != null || !isLoopExit(op)) {
      op.preventFetching();
    }
    addInnerToOuter(op);
  }

  static boolean isEnter(Operation op) {
    return op.type().equals("Enter") || op.type().equals("RefEnter");
  }

  static boolean isConstantEnter(Operation op) {
    return isEnter(op) && op.attrs().<Boolean>get("is_constant");
  }
}
