package org.ckpt4j.variables;

import java.util.List;
import java.util.Optional;
import org.ckpt4j.control.Cond;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** The variable that counts training steps: one for each graph, INT64, not trainable. */
public final class GlobalStep {
  private static final String READ = "global_step_read_op_cache";

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
    try (var root = NameScope.enter(null)) {
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

  /**
   * The step as it is before a run changes it: one tensor a graph, which what changes the step
   * waits for; empty if there is no step. Reading it needs no initialization: before, it is the
   * first value.
   *
   * @throws IllegalStateException if the collection holds several
   */
  public static Optional<Tensor> readTensor() {
    Graph graph = Graph.current();
    List<Object> made = graph.getCollection(READ);
    if (made.size() > 1) {
      throw new IllegalStateException("several reads of the global step: " + made);
    }
    if (made.isEmpty()) {
      find().ifPresent(step -> graph.addToCollection(READ, read(step)));
    }
    return graph.getCollection(READ).stream().map(Tensor.class::cast).findFirst();
  }

  private static Tensor read(Variable step) {
    try (var root = NameScope.enter(null);
        var scope = NameScope.enter(step.op().name() + "/")) {
      Tensor value =
          Cond.of(InitializedOps.of(null, step.handle()), step::readValue, step::initialValue);
      return Arithmetic.ADD.operator(value, 0); // a copy, which later changes leave alone
    }
  }

  /**
   * Adds to the step, after its {@linkplain #readTensor read}.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public static Variable increment(Object by) {
    Variable step =
        find()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no global step to increment; getOrCreateGlobalStep makes it"));
    Tensor read = readTensor().orElseThrow();
    try (var root = NameScope.enter(null);
        var scope = NameScope.enter(step.op().name() + "/");
        var after = Contexts.current().enterControlDependencies(List.of(read.op()))) {
      return step.assignAdd(by);
    }
  }

  public static Variable getOrCreate() {
    return find().orElseGet(GlobalStep::create);
  }
}
