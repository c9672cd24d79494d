package org.ckpt4j.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.AuxiliaryNameScope;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Constraint;
import org.ckpt4j.variables.EnteredVariableScope;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Reuse;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.jspecify.annotations.Nullable;

/**
 * A function with variables, which it makes when it is first called, in a variable scope of its
 * name. Counterpart: {@code tf.compat.v1.layers.Layer}.
 *
 * <p>Unnamed layers are named after their class; their scopes are numbered within the variable
 * scope that is open at the first call: {@code dense}, {@code dense_1}.
 */
public abstract class Layer extends AutoTrackable {
  private static final ContextLocal<Map<String, Integer>> NAMES =
      ContextLocal.withInitial("layer names", HashMap::new);

  private final String name;
  private final String baseName;
  private final boolean trainable;
  private final @Nullable Boolean reuse;
  private @Nullable DType dtype;
  private final @Nullable Regularizer activityRegularizer;
  private final List<Variable> trainableWeights = new ArrayList<>();
  private final List<Variable> nonTrainableWeights = new ArrayList<>();
  private final List<Tensor> losses = new ArrayList<>();
  private final List<Node> updates = new ArrayList<>();
  private @Nullable VariableScope scope;
  private boolean built;

  /**
   * A layer of its own kind, configured by name, {@code dtype}, {@code trainable}, {@code reuse}.
   */
  protected Layer(LayerOption... options) {
    this(new LayerArguments(options));
  }

  Layer(LayerArguments arguments) {
    String given = arguments.name();
    this.baseName = given == null ? snakeCase(getClass().getSimpleName()) : given;
    this.name = given == null ? unique(baseName) : given;
    this.trainable = arguments.flag("trainable", true);
    this.reuse = (Boolean) arguments.find("reuse");
    this.dtype = arguments.dtype();
    this.activityRegularizer = arguments.regularizer("activity_regularizer");
  }

  private static String snakeCase(String className) {
    String snake =
        className
            .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
            .replaceAll("([a-z])([A-Z])", "$1_$2")
            .toLowerCase(java.util.Locale.ROOT);
    return snake.startsWith("_") ? "private" + snake : snake;
  }

  private static String unique(String base) {
    return base + "_" + NAMES.get().merge(base, 1, Integer::sum);
  }

  public final String name() {
    return name;
  }

  /**
   * The name of the variable scope its variables are in.
   *
   * @throws IllegalArgumentException before the first call, which decides it
   */
  public final String scopeName() {
    if (scope == null) {
      throw new IllegalArgumentException(
          "layer \"%s\" has no scope yet; call it first".formatted(name));
    }
    return scope.name();
  }

  public final boolean isBuilt() {
    return built;
  }

  public final boolean trainable() {
    return trainable;
  }

  /** The type of its variables; null until its input decides it. */
  public final @Nullable DType dtype() {
    return dtype;
  }

  /** Lets its variables be found, not made, by name: {@code _scope} of the functional forms. */
  final Layer withScope(@Nullable String scopeName) {
    if (scopeName != null) {
      try (EnteredVariableScope entered = VariableScope.enter(scopeName)) {
        scope = entered.scope();
      }
    }
    return this;
  }

  private VariableScope scope() {
    VariableScope now = scope;
    if (now == null) {
      try (EnteredVariableScope entered =
          Boolean.TRUE.equals(reuse)
              ? VariableScope.enter(baseName)
              : VariableScope.enter(new DefaultName(baseName))) {
        now = entered.scope();
        scope = now;
      }
    }
    return now;
  }

  private EnteredVariableScope enter(boolean reusing) {
    VariableScope own = scope();
    AuxiliaryNameScope none = new AuxiliaryNameScope(false);
    return reusing ? VariableScope.enter(own, Reuse.TRUE, none) : VariableScope.enter(own, none);
  }

  /** Applies the layer; the first call makes its variables. */
  public final Tensor apply(Object inputs) {
    boolean reusing = built || Boolean.TRUE.equals(reuse);
    try (EnteredVariableScope entered = enter(reusing);
        NameScope names = NameScope.enter(scope().originalNameScope())) {
      Tensor input = org.ckpt4j.ops.array.ToTensor.of(inputs, null, "inputs");
      if (!built) {
        if (dtype == null) {
          dtype = input.dtype();
        }
        build(input.shape());
        built = true;
      }
      int before = updates.size();
      Tensor output = call(input);
      if (activityRegularizer != null) {
        regularizeActivity(activityRegularizer, output);
      }
      collect(GraphKeys.UPDATE_OPS, updates.subList(before, updates.size()));
      return output;
    }
  }

  private void regularizeActivity(Regularizer regularizer, Tensor output) {
    try (NameScope names = NameScope.enter("ActivityRegularizer")) {
      Tensor loss = regularizer.loss(output);
      if (loss != null) {
        Tensor batch = Cast.of(StridedSlice.at(ShapeOp.of(output), 0), loss.dtype());
        addLoss(Arithmetic.REAL_DIV.operator(loss, batch));
      }
    }
  }

  private static void collect(String key, List<?> items) {
    Graph graph = Graph.currentOrNull();
    if (graph != null) {
      for (Object item : items) {
        if (graph.getCollection(key).stream().noneMatch(known -> known == item)) {
          graph.addToCollection(key, item);
        }
      }
    }
  }

  /** Makes the variables for inputs of this shape; by {@link #addWeight}. */
  protected void build(Shape input) {}

  /** What the layer computes. */
  protected abstract Tensor call(Tensor input);

  /** A loss of this layer; in a graph it joins the regularization losses. */
  public final void addLoss(Tensor loss) {
    losses.add(loss);
    collect(GraphKeys.REGULARIZATION_LOSSES, List.of(loss));
  }

  /** A node that has to run with each training step. */
  protected final void addUpdate(Node update) {
    updates.add(update);
  }

  /** A variable of this layer, trainable if the layer is. */
  public final Operand addWeight(String weight, Shape shape, GetVariableOption... options) {
    return addWeight(weight, shape, null, null, null, true, options);
  }

  /** As the other, that training does not change. */
  public final Operand addNonTrainableWeight(
      String weight, Shape shape, @Nullable Initializer initializer) {
    return addWeight(weight, shape, initializer, null, null, false);
  }

  /**
   * A variable of this layer.
   *
   * @return a variable, or its parts where the scope's partitioner cuts it
   */
  public final Operand addWeight(
      String weight,
      Shape shape,
      @Nullable Initializer initializer,
      @Nullable Regularizer regularizer,
      @Nullable Constraint constraint,
      boolean trains,
      GetVariableOption... more) {
    boolean eager = Contexts.current().isEager();
    List<Variable> before = eager ? List.of() : GraphVariables.global();
    List<Variable> trainedBefore = eager ? List.of() : GraphVariables.trainable();
    Operand made;
    try (EnteredVariableScope entered = enter(built || Boolean.TRUE.equals(reuse));
        NameScope names = NameScope.enter(scope().originalNameScope())) {
      made = get(weight, shape, initializer, constraint, trains && trainable, more);
      List<Variable> parts =
          made instanceof PartitionedVariable whole ? whole.parts() : List.of((Variable) made);
      boolean isNew = parts.stream().noneMatch(before::contains);
      boolean trained = trains && trainable && (isNew || trainedBefore.containsAll(parts));
      (trained ? trainableWeights : nonTrainableWeights).addAll(parts);
      if (regularizer != null && (eager || isNew)) {
        for (Variable part : parts) {
          regularize(parts.size() > 1 ? part.fullName() : weight, part, regularizer);
        }
      }
    }
    return made;
  }

  private Operand get(
      String weight,
      Shape shape,
      @Nullable Initializer initializer,
      @Nullable Constraint constraint,
      boolean trains,
      GetVariableOption... more) {
    List<GetVariableOption> options = new ArrayList<>();
    options.add(new Shaped(shape));
    options.add(new Typed(dtype == null ? DType.FLOAT32 : dtype));
    options.add(new Trainable(trains));
    if (initializer != null) {
      options.add(initializer);
    }
    if (constraint != null) {
      options.add(constraint);
    }
    options.addAll(List.of(more));
    return org.ckpt4j.variables.GetVariable.any(weight, options.toArray(GetVariableOption[]::new));
  }

  private void regularize(String weight, Variable variable, Regularizer regularizer) {
    try (NameScope names = NameScope.enter(weight + "/Regularizer")) {
      Tensor loss = regularizer.loss(variable);
      if (loss != null) {
        addLoss(loss);
      }
    }
  }

  public final List<Variable> trainableVariables() {
    return List.copyOf(trainableWeights);
  }

  public final List<Variable> nonTrainableVariables() {
    return List.copyOf(nonTrainableWeights);
  }

  /** All variables, those that train first. */
  public final List<Variable> variables() {
    List<Variable> all = new ArrayList<>(trainableWeights);
    all.addAll(nonTrainableWeights);
    return List.copyOf(all);
  }

  public final List<Tensor> losses() {
    return List.copyOf(losses);
  }

  public final List<Node> updates() {
    return List.copyOf(updates);
  }

  /**
   * How many numbers its variables hold.
   *
   * @throws IllegalArgumentException before it was called
   */
  public final long countParams() {
    if (!built) {
      throw new IllegalArgumentException(
          "layer \"%s\" has no variables yet; call it first".formatted(name));
    }
    return variables().stream().mapToLong(variable -> variable.shape().numElements()).sum();
  }

  /** Makes the variables without calling the layer. */
  public final void buildFor(Shape input) {
    try (EnteredVariableScope entered = enter(Boolean.TRUE.equals(reuse));
        NameScope names = NameScope.enter(scope().originalNameScope())) {
      if (dtype == null) {
        dtype = DType.FLOAT32;
      }
      build(input);
      built = true;
    }
  }

  /** Adds a bias along the last dimension, or the first after the batch. */
  static Tensor biasAdd(Tensor x, Operand bias, boolean channelsFirst) {
    return StandardOps.run(
            "BiasAdd",
            null,
            org.ckpt4j.framework.Attrs.of("data_format", channelsFirst ? "NCHW" : "NHWC"),
            List.of(x, bias))
        .output(0);
  }

  static long requireKnown(Shape shape, int dimension, String layer) {
    long size = shape.hasKnownRank() ? shape.dim((dimension + shape.rank()) % shape.rank()) : -1;
    if (size < 0) {
      throw new IllegalArgumentException(
          "%s needs inputs whose dimension %d is known, not of shape %s"
              .formatted(layer, dimension, shape));
    }
    return size;
  }
}
