package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.jspecify.annotations.Nullable;

/**
 * One of two branches. Counterpart: {@code tf.cond} of TensorFlow 1.
 *
 * <p>In a graph both functions are called, and the graph holds both branches; when it runs, what
 * was added within a branch runs only if it is taken. In eager mode one function is called.
 */
public final class Cond {
  private Cond() {}

  /**
   * The tensor that the branch taken gives.
   *
   * @param pred a boolean scalar tensor
   * @throws TypeError if {@code pred} is no tensor, or no boolean
   * @throws IllegalArgumentException if a branch gives nothing, or the types differ
   */
  public static Tensor of(
      Object pred,
      Supplier<? extends Operand> ifTrue,
      Supplier<? extends Operand> ifFalse,
      OpOption... options) {
    return (Tensor) build(pred, ifTrue, ifFalse, options).get(0);
  }

  /** The tensors that the branch taken gives, as many as the other. */
  public static List<Tensor> ofLists(
      Object pred,
      Supplier<? extends List<?>> ifTrue,
      Supplier<? extends List<?>> ifFalse,
      OpOption... options) {
    return build(pred, ifTrue, ifFalse, options).stream().map(Tensor.class::cast).toList();
  }

  /** Runs an operation of the branch taken; in a graph, fetch what is given back to run it. */
  public static @Nullable Tensor ofNodes(
      Object pred,
      Supplier<? extends Node> ifTrue,
      Supplier<? extends Node> ifFalse,
      OpOption... options) {
    List<Object> results = build(pred, ifTrue, ifFalse, options);
    return results.get(0) instanceof Tensor tensor ? tensor : null;
  }

  /** Tensors, tensor arrays and operations, alone or in a list; results in a list. */
  static List<Object> build(
      Object pred, Supplier<?> ifTrue, Supplier<?> ifFalse, OpOption... options) {
    String name = Named.among(options, "cond");
    if (Contexts.current().isEager()) {
      try (NameScope scope = NameScope.enter(name)) {
        return results(scalar(pred).booleanValue() ? ifTrue.get() : ifFalse.get(), "taken").stream()
            .map(item -> item instanceof Operand operand ? operand.asTensor() : item)
            .toList();
      }
    }
    try (NameScope scope = NameScope.enter(name)) {
      if (!(pred instanceof Operand operand)) {
        throw new TypeError("the predicate of a condition is a tensor, not " + pred);
      }
      return inGraph((SymbolicTensor) ToTensor.of(operand, null, "pred"), ifTrue, ifFalse);
    }
  }

  private static EagerTensor scalar(Object pred) {
    if (pred instanceof Boolean) {
      throw new TypeError("the predicate of a condition is a tensor, not a Java boolean");
    }
    return (EagerTensor) ToTensor.of(pred, null, "pred");
  }

  private static List<Object> inGraph(
      SymbolicTensor given, Supplier<?> ifTrue, Supplier<?> ifFalse) {
    Graph graph = Graph.current();
    List<SymbolicTensor> sides = FlowNodes.switchOn(given, given, "Switch");
    SymbolicTensor pivotTrue = FlowNodes.identity(sides.get(1), "switch_t");
    SymbolicTensor pivotFalse = FlowNodes.identity(sides.get(0), "switch_f");
    SymbolicTensor pred = FlowNodes.identity(given, "pred_id");
    for (SymbolicTensor inner : List.of(sides.get(0), pivotTrue, pivotFalse, pred)) {
      inner.op().preventFetching();
    }
    CondContext whenTrue = new CondContext(graph, pred, pivotTrue, 1);
    Branch taken = Branch.build(whenTrue, ifTrue, "true");
    CondContext whenFalse = new CondContext(graph, pred, pivotFalse, 0);
    Branch other = Branch.build(whenFalse, ifFalse, "false");
    if (taken.given.size() != other.given.size()) {
      throw new IllegalArgumentException(
          "the branches of a condition give as much as each other, not %d and %d"
              .formatted(taken.given.size(), other.given.size()));
    }
    List<Object> merged = new ArrayList<>();
    for (int i = 0; i < taken.given.size(); i++) {
      merged.add(merge(taken, other, i));
    }
    ControlFlowContext outer = whenTrue.outer();
    if (outer == null) {
      graph.addToCollection(GraphKeys.COND_CONTEXT, whenTrue);
      graph.addToCollection(GraphKeys.COND_CONTEXT, whenFalse);
    }
    return merged;
  }

  private static Object merge(Branch taken, Branch other, int index) {
    SymbolicTensor x = taken.results.get(index);
    SymbolicTensor y = other.results.get(index);
    if (x.dtype() != y.dtype()) {
      throw new IllegalArgumentException(
          "the branches of a condition give the same types, not %s and %s as result %d"
              .formatted(x.dtype(), y.dtype(), index));
    }
    SymbolicTensor merged = FlowNodes.merge(List.of(y, x), "Merge");
    return taken.given.get(index) instanceof TensorArray array ? array.withFlow(merged) : merged;
  }

  private static List<?> results(@Nullable Object given, String branch) {
    if (given == null) {
      throw new IllegalArgumentException(
          "the branch that is taken when it is %s gives nothing; a result is needed"
              .formatted(branch));
    }
    List<?> all = given instanceof List<?> list ? list : List.of(given);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("the branches of a condition give one result or more");
    }
    return all;
  }

  /**
   * One branch, built.
   *
   * @param given what its function gave
   * @param results a tensor inside of the branch for each
   */
  private record Branch(List<?> given, List<SymbolicTensor> results) {
    static Branch build(CondContext context, Supplier<?> function, String name) {
      return context.within(
          () -> {
            List<?> given = Cond.results(function.get(), name);
            List<Object> tensors = new ArrayList<>();
            // Variables are read before anything is made of the results.
            given.forEach(item -> tensors.add(item instanceof Operand o ? o.asTensor() : item));
            List<SymbolicTensor> results = new ArrayList<>();
            tensors.forEach(item -> results.add(result(context, item)));
            context.exitResult(results);
            return new Branch(given, results);
          });
    }

    private static SymbolicTensor result(CondContext context, Object item) {
      if (item instanceof Operation op) {
        // The pivot stands for an operation that has run.
        return (SymbolicTensor) Group.waitFor(List.of(op), context.pivot());
      }
      Object value = item instanceof TensorArray array ? array.flow() : item;
      return context.output((SymbolicTensor) ToTensor.of(value, null, "Const"));
    }
  }
}
