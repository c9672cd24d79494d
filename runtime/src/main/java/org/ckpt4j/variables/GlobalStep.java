package org.ckpt4j.variables;

import java.util.List;
import java.util.Optional;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** The variable that counts training steps: one for each graph, INT64, not trainable. */
public final class GlobalStep {
  private GlobalStep() {}

  /**
   * The step, if there is one: what the collection holds, else a tensor {@code global_step:0}.
   *
   * @throws IllegalArgumentException if there are several
   */
  public static Optional<Variable> find() {
    List<Variable> steps = GraphVariables.collection(GraphKeys.GLOBAL_STEP, null);
    if (steps.size() > 1) {
      throw new IllegalArgumentException("several global steps: " + steps);
    }
    if (steps.isEmpty()) {
      return byName();
    }
    return Optional.of(checked(steps.get(0)));
  }

  private static Optional<Variable> byName() {
    return GraphVariables.global().stream()
        .filter(variable -> variable.name().equals("global_step:0"))
        .findFirst()
        .map(GlobalStep::checked);
  }

  private static Variable checked(Variable step) {
    if (!step.dtype().isInteger()) {
      throw new TypeError("the global step must be an integer, not " + step.dtype());
    }
    if (!step.shape().isScalar() && step.shape().isFullyDefined()) {
      throw new TypeError("the global step must be a scalar, not of shape " + step.shape());
    }
    return step;
  }

  /**
   * @throws IllegalArgumentException if there is one
   */
  public static Variable create() {
    if (find().isPresent()) {
      throw new IllegalArgumentException(
          "there is a global step (\"global_step\"); use getOrCreateGlobalStep");
    }
    if (Contexts.current().isEager()) {
      return variable(
          VariableScope.current(), List.of(GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP));
    }
    Graph graph = Graph.current();
    try (var root = org.ckpt4j.framework.NameScope.enter(null)) {
      assert graph == Graph.current();
      return variable(
          VariableScope.current(), List.of(GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP));
    }
  }

  private static Variable variable(VariableScope scope, List<String> collections) {
    return scope.getVariable(
        "global_step",
        new Shaped(Shape.scalar()),
        new Typed(DType.INT64),
        Initializers.zeros(),
        new Trainable(false),
        new Collections(collections),
        VariableAggregation.ONLY_FIRST_REPLICA);
  }

  public static Variable getOrCreate() {
    return find().orElseGet(GlobalStep::create);
  }
}
