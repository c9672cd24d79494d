package org.ckpt4j.control;

import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;

/**
 * One branch of a {@link Cond}: values from outside come in through a {@code Switch}, so that what
 * is computed from them is computed only if the branch is taken. Counterpart: {@code CondContext}.
 */
public final class CondContext extends ControlFlowContext {
  private final String name;
  private final SymbolicTensor pred;
  private final SymbolicTensor pivot;
  private final int branch;

  /** A branch within the graph's current context. */
  CondContext(Graph graph, SymbolicTensor pred, SymbolicTensor pivot, int branch) {
    this(graph, graph.uniqueName("cond_text"), pred, pivot, branch);
    values().add(pred);
    externalValues().put(pred, pred);
    values().add(pivot);
    pivot.op().setControlFlowContext(this);
  }

  /** A branch that an imported graph has; its values are added by the one who imports it. */
  public CondContext(
      Graph graph, String name, SymbolicTensor pred, SymbolicTensor pivot, int branch) {
    super(graph);
    this.name = name;
    this.pred = pred;
    this.pivot = pivot;
    this.branch = branch;
  }

  @Override
  public String name() {
    return name;
  }

  /** What decides. */
  public SymbolicTensor pred() {
    return pred;
  }

  /** There only if this branch is taken. */
  public SymbolicTensor pivot() {
    return pivot;
  }

  /** 1 if it is taken where the predicate is true, 0 if where it is false. */
  public int branch() {
    return branch;
  }

  @Override
  public SymbolicTensor controlPivot() {
    return pivot;
  }

  @Override
  public SymbolicTensor addValue(SymbolicTensor value) {
    if (!values().add(value)) {
      return externalValues().getOrDefault(value, value);
    }
    SymbolicTensor result = throughOuter(value);
    try (var free = Contexts.current().enterControlDependencies(null)) {
      result = FlowNodes.switchBeside(result, pred, "Switch").get(branch);
      addInnerToOuter(result.op());
    }
    result.op().preventFetching();
    result.op().setControlFlowContext(this);
    for (ControlFlowContext at = this; at != null; at = at.outer()) {
      at.values().add(result);
    }
    externalValues().put(value, result);
    return result;
  }

  private SymbolicTensor throughOuter(SymbolicTensor value) {
    ControlFlowContext outer = outer();
    if (outer == null) {
      return value;
    }
    SymbolicTensor result = outer.addValue(value);
    values().add(result);
    externalValues().put(result, result);
    return result;
  }

  private void addInnerToOuter(Operation op) {
    ControlFlowContext outer = outer();
    if (outer != null) {
      outer.addInnerOp(op);
    }
  }

  @Override
  public void addOp(Operation op) {
    addOpInternal(op);
  }

  @Override
  public void addOpInternal(Operation op) {
    if (op.inputs().isEmpty()) {
      removeExternalControlInputs(op);
      if (op.controlInputs().stream()
          .noneMatch(input -> isWithin(input.controlFlowContext(), this))) {
        op.addControlInput(pivot.op());
      }
    } else {
      for (int i = 0; i < op.inputs().size(); i++) {
        SymbolicTensor input = op.inputs().get(i);
        // The way back of a loop that is being imported is not known here yet.
        boolean wayBack = op.type().equals("Merge") && input.op().type().equals("NextIteration");
        SymbolicTensor real = wayBack ? input : addValue(input);
        if (real != input) {
          op.updateInput(i, real);
        }
      }
      removeExternalControlInputs(op);
    }
    for (ControlFlowContext at = this; at != null; at = at.outer()) {
      at.values().addAll(op.outputs());
    }
    if (outer() != null || !isLoopExit(op)) {
      op.preventFetching();
    }
    addInnerToOuter(op);
  }

  /** A result of the branch: inside of it, even if it came from outside as it is. */
  SymbolicTensor output(SymbolicTensor value) {
    if (!values().add(value)) {
      return externalValues().getOrDefault(value, value);
    }
    SymbolicTensor result = throughOuter(value);
    result = FlowNodes.switchBeside(result, pred, "Switch").get(branch);
    externalValues().put(value, result);
    return result;
  }
}
