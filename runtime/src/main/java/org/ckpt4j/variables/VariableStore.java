package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The variables that {@code getVariable} made in one graph, by full name, and the rules of sharing
 * them.
 *
 * <p>In eager mode nothing is kept, unless an {@link EagerVariableStore} is open.
 */
final class VariableStore extends VariableTable {
  private final boolean keepsEager;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, PartitionedVariable> partitioned = new LinkedHashMap<>();

  VariableStore(boolean keepsEager) {
    this.keepsEager = keepsEager;
  }

  List<Variable> variables() {
    return List.copyOf(variables.values());
  }

  void put(String name, Variable variable) {
    variables.put(name, variable);
  }

  boolean keepsEager() {
    return keepsEager;
  }

  @Override
  public Map<String, Variable> byName() {
    return java.util.Collections.unmodifiableMap(variables);
  }

  @Override
  public Operand get(VariableRequest request) {
    VariableRequest completed = request;
    if (Contexts.current().isEager() && keepsEager) {
      completed = request.withReuse(Reuse.AUTO_REUSE);
    }
    if (completed.trainable() == null) {
      completed = completed.withTrainable(completed.trainableByDefault());
    }
    CustomGetter getter = completed.customGetter();
    return getter == null ? find(completed) : getter.get(this::find, completed);
  }

  private Operand find(VariableRequest request) {
    boolean scalar = request.shape() != null && request.shape().isScalar();
    if (request.partitioner() != null && !scalar) {
      try (NameScope root = NameScope.enter(null)) {
        return parts().get(request);
      }
    }
    if (request.reuse() == Reuse.TRUE
        && request.partitioner() == null
        && partitioned.containsKey(request.name())) {
      return parts().get(request);
    }
    if (variables.containsKey(request.name() + "/part_0")) {
      throw new IllegalArgumentException(
          "variable \"%s\" exists in parts (%s/part_0); ask for it with its partitioner"
              .formatted(request.name(), request.name()));
    }
    return single(request, null);
  }

  private PartitionedCreation parts() {
    return new PartitionedCreation(this, variables, partitioned);
  }

  boolean keeps() {
    return keepsEager || !Contexts.current().isEager();
  }

  /** One variable, made or found. */
  Variable single(VariableRequest request, @Nullable PartitionInfo partition) {
    String name = request.name();
    if (request.shape() != null
        && request.initialValue() != null
        && !(request.initialValue() instanceof Supplier<?>)) {
      throw new IllegalArgumentException(
          "variable \"%s\": a given initial value has its own shape; leave the shape out"
              .formatted(name));
    }
    Variable found = variables.get(name);
    if (found != null) {
      return shared(found, request);
    }
    if (request.reuse() == Reuse.TRUE) {
      throw new IllegalArgumentException(
          "there is no variable \"%s\" to reuse; make it first, or open the scope with AUTO_REUSE"
              .formatted(name));
    }
    Variable made = make(request, partition);
    if (keepsEager && Contexts.current().isEager()) {
      List<String> keys = request.collections();
      (keys == null || keys.isEmpty() ? List.of(GraphKeys.GLOBAL_VARIABLES) : keys)
          .forEach(key -> EagerCollections.add(key, made));
      if (made.trainable()) {
        EagerCollections.add(GraphKeys.TRAINABLE_VARIABLES, made);
      }
    }
    if (keeps()) {
      variables.put(name, made);
    }
    regularize(name, made, request.regularizer());
    return made;
  }

  private static Variable shared(Variable found, VariableRequest request) {
    String name = request.name();
    if (request.reuse() == Reuse.FALSE) {
      throw new IllegalArgumentException(
          "variable \"%s\" exists; reopen the scope with reuse(true) or AUTO_REUSE, or rename"
              .formatted(name));
    }
    if (request.shape() != null && !request.shape().isCompatibleWith(found.shape())) {
      throw new IllegalArgumentException(
          "variable \"%s\" has shape %s, asked for with shape %s"
              .formatted(name, found.shape(), request.shape()));
    }
    if (request.dtype() != null && request.dtype() != found.dtype()) {
      throw new IllegalArgumentException(
          "variable \"%s\" is %s, asked for as %s".formatted(name, found.dtype(), request.dtype()));
    }
    return found;
  }

  static Variable make(VariableRequest request, @Nullable PartitionInfo partition) {
    Object initial = request.initialValue();
    List<VariableOption> options = new ArrayList<>();
    options.add(new Named(request.name()));
    if (request.trainable() != null) {
      options.add(new org.ckpt4j.options.Trainable(request.trainable()));
    }
    if (request.validateShape() != null) {
      options.add(new org.ckpt4j.options.ValidateShape(request.validateShape()));
    }
    if (request.synchronization() != null) {
      options.add(request.synchronization());
    }
    if (request.aggregation() != null) {
      options.add(request.aggregation());
    }
    if (request.collections() != null) {
      options.add(new org.ckpt4j.options.Collections(request.collections()));
    }
    if (request.useResource() != null) {
      options.add(new org.ckpt4j.options.UseResource(request.useResource()));
    }
    if (request.constraint() != null) {
      options.add(request.constraint());
    }
    Shape shape = request.shape();
    if (initial == null) {
      if (shape == null) {
        throw new IllegalArgumentException(
            "variable \"%s\" needs a shape: an initializer makes values of any; only an initial value, or a supplier of one, brings its own"
                .formatted(request.name()));
      }
      DType dtype = request.dtype() == null ? DType.FLOAT32 : request.dtype();
      Initializer initializer =
          request.initializer() != null
              ? request.initializer()
              : Initializers.byDefault(request.name(), dtype);
      if (!shape.isFullyDefined()) {
        throw new IllegalArgumentException(
            "variable \"%s\": an initializer needs a fully known shape, not %s"
                .formatted(request.name(), shape));
      }
      initial = (Supplier<Tensor>) () -> initializer.initialize(shape, dtype, partition);
      options.add(new org.ckpt4j.options.Typed(dtype));
    }
    if (shape != null) {
      options.add(new org.ckpt4j.options.Shaped(shape));
    }
    return Variable.create(initial, options.toArray(VariableOption[]::new));
  }

  private static void regularize(
      String name, Variable variable, @Nullable Regularizer regularizer) {
    if (regularizer != null && regularizer.loss(variable) != null) {
      EagerCollections.add(
          GraphKeys.REGULARIZATION_LOSSES,
          LazyTensor.of(
              () -> {
                try (Scope placed = colocated(variable);
                    NameScope scope = NameScope.enter(name + "/Regularizer/")) {
                  return java.util.Objects.requireNonNull(regularizer.loss(variable));
                }
              }));
    }
  }

  private static Scope colocated(Variable variable) {
    return Contexts.current().enterColocation(Contexts.current().isEager() ? null : variable);
  }
}
