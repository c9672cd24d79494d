package org.ckpt4j.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inside of a branch or a loop: operations that are added there get their inputs through it.
 *
 * <p>It knows the tensors made or already brought inside ({@link #values}), and for each one from
 * outside the tensor that stands for it inside ({@link #externalValues}). A graph has one current
 * context, or none. Counterpart: {@code ControlFlowContext}.
 */
public abstract class ControlFlowContext {
  private final Graph graph;
  private final @Nullable ControlFlowContext outer;
  private final List<ControlFlowContext> nested = new ArrayList<>();
  private final Set<SymbolicTensor> values = new LinkedHashSet<>();
  private final Map<SymbolicTensor, SymbolicTensor> externalValues = new LinkedHashMap<>();
  private final ArrayDeque<List<@Nullable ControlFlowContext>> entered = new ArrayDeque<>();

  /** A context within the graph's current one. */
  protected ControlFlowContext(Graph graph) {
    this.graph = graph;
    this.outer = graph.controlFlowContext();
    if (outer != null) {
      outer.nested.add(this);
    }
  }

  /** Its name, which is unique in the graph; of a loop, that of its frame. */
  public abstract String name();

  /** Brings {@code value} inside, if it is not; gives what stands for it there. */
  public abstract SymbolicTensor addValue(SymbolicTensor value);

  /** Takes an operation that was just added: brings its inputs inside. */
  public abstract void addOp(Operation op);

  /** As {@link #addOp}, wherever the operation was meant to be. */
  public abstract void addOpInternal(Operation op);

  /** The operation that runs where this branch or loop does; null while there is none. */
  public abstract @Nullable SymbolicTensor controlPivot();

  /** The innermost loop it is in, which may be itself; null if none. */
  public @Nullable ControlFlowContext whileContext() {
    return outer == null ? null : outer.whileContext();
  }

  public Graph graph() {
    return graph;
  }

  public @Nullable ControlFlowContext outer() {
    return outer;
  }

  /** The contexts directly within it, in the order they were made. */
  public List<ControlFlowContext> nested() {
    return Collections.unmodifiableList(nested);
  }

  /** The tensors that are known inside. */
  public Set<SymbolicTensor> values() {
    return values;
  }

  /** For tensors from outside, what stands for them inside. */
  public Map<SymbolicTensor, SymbolicTensor> externalValues() {
    return externalValues;
  }

  /** From now until {@link #exit}, operations are added inside. */
  public void enter() {
    entered.push(Collections.singletonList(graph.controlFlowContext()));
    graph.setControlFlowContext(this);
  }

  public void exit() {
    graph.setControlFlowContext(entered.pop().get(0));
  }

  /** Runs {@code body} inside. */
  public <T> T within(java.util.function.Supplier<T> body) {
    enter();
    try {
      return body.get();
    } finally {
      exit();
    }
  }

  /** Its results are known outside. */
  public void exitResult(List<SymbolicTensor> results) {
    if (outer != null) {
      outer.values.addAll(results);
    }
  }

  /** Tells the contexts around that an operation was added within. */
  public void addInnerOp(Operation op) {
    if (outer != null) {
      outer.addInnerOp(op);
    }
  }

  /** Whether it is {@code other} or lies within it; everything lies within none. */
  public static boolean isWithin(
      @Nullable ControlFlowContext inner, @Nullable ControlFlowContext other) {
    ControlFlowContext at = inner;
    while (at != other) {
      if (at == null) {
        return false;
      }
      at = at.outer;
    }
    return true;
  }

  /** The context that an operation's results are in: those of a loop's exit are outside of it. */
  public static @Nullable ControlFlowContext ofOutput(Operation op) {
    ControlFlowContext context = op.controlFlowContext();
    return context != null && isLoopExit(op) ? context.outer : context;
  }

  /** The innermost loop an operation is in; null if none. */
  public static @Nullable ControlFlowContext whileContextOf(Operation op) {
    ControlFlowContext context = op.controlFlowContext();
    return context == null ? null : context.whileContext();
  }

  public static boolean isLoopExit(Operation op) {
    return op.type().equals("Exit") || op.type().equals("RefExit");
  }

  /**
   * Takes away the control inputs of {@code op} that lie outside of the loop around this context.
   *
   * @return those taken away
   */
  protected List<Operation> removeExternalControlInputs(Operation op) {
    ControlFlowContext loop = whileContext();
    if (loop == null) {
      return List.of();
    }
    List<Operation> internal = new ArrayList<>();
    List<Operation> external = new ArrayList<>();
    for (Operation input : op.controlInputs()) {
      ControlFlowContext context = ofOutput(input);
      (context != null && context.whileContext() == loop ? internal : external).add(input);
    }
    if (!external.isEmpty()) {
      op.setControlInputs(internal);
    }
    return external;
  }

  @Override
  public String toString() {
    return name();
  }
}
