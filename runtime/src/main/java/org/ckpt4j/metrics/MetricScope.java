package org.ckpt4j.metrics;

import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.MetricOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.EnteredVariableScope;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.jspecify.annotations.Nullable;

/** How a metric was configured; its scope, its local variables, its collections. */
final class MetricScope {
  private @Nullable Object weights;
  private List<String> valueKeys = List.of();
  private List<String> updateKeys = List.of();
  private @Nullable String name;

  MetricScope(MetricOption... options) {
    if (Contexts.current().isEager()) {
      throw new IllegalStateException(
          "metrics of TensorFlow 1 need a graph; they are a value and an operation to run");
    }
    for (MetricOption option : options) {
      if (option instanceof MetricOption.Weights given) {
        weights = given.value();
      } else if (option instanceof MetricOption.MetricsCollections given) {
        valueKeys = given.keys();
      } else if (option instanceof MetricOption.UpdatesCollections given) {
        updateKeys = given.keys();
      } else if (option instanceof Named given) {
        name = given.name();
      }
    }
  }

  /** Whether it says where the metric is collected. */
  static boolean isCollection(MetricOption option) {
    return option instanceof MetricOption.MetricsCollections
        || option instanceof MetricOption.UpdatesCollections;
  }

  EnteredVariableScope enter(String otherwise) {
    return name == null
        ? VariableScope.enter(new DefaultName(otherwise))
        : VariableScope.enter(name);
  }

  /** The weights as a tensor of this type, or null if there are none. */
  @Nullable Tensor weights(DType dtype) {
    if (weights == null) {
      return null;
    }
    Tensor tensor = ToTensor.of(weights, null, "weights");
    return tensor.dtype() == dtype ? tensor : Cast.of(tensor, dtype);
  }

  /** A local variable that begins at zero. */
  static Variable variable(String name, Shape shape) {
    Supplier<Tensor> zeros = () -> Constants.zeros(shape, DType.FLOAT32);
    return new Variable(
        zeros,
        new Named(name),
        new Trainable(false),
        new Collections(List.of(GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES)));
  }

  Metric collected(Tensor value, Tensor update) {
    valueKeys.forEach(key -> Graph.current().addToCollection(key, value));
    updateKeys.forEach(key -> Graph.current().addToCollection(key, update));
    return new Metric(value, update);
  }

  static Tensor floats(Object values, String name) {
    Tensor tensor = ToTensor.of(values, null, name);
    return tensor.dtype() == DType.FLOAT32 ? tensor : Cast.of(tensor, DType.FLOAT32);
  }

  static Tensor booleans(Object values, String name) {
    Tensor tensor = ToTensor.of(values, null, name);
    return tensor.dtype() == DType.BOOL ? tensor : Cast.of(tensor, DType.BOOL);
  }

  static Tensor ratio(String name, Operand above, Operand below) {
    try (NameScope scope = NameScope.enter(name)) {
      return StandardOps.run(
              "DivNoNan", scope.name(), org.ckpt4j.framework.Attrs.none(), List.of(above, below))
          .output(0);
    }
  }
}
