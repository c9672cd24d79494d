package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a variable is made of.
 *
 * @param name without {@code :0}
 * @param handle a resource's handle, or the reference to an old variable
 * @param resource which of the two
 * @param graph null in eager mode, as are the parts below that only graphs have
 * @param element what a session fetches: a read, or the snapshot of an old variable
 */
record VariableParts(
    String name,
    TensorSpec spec,
    Tensor handle,
    boolean resource,
    boolean trainable,
    String device,
    List<String> collections,
    @Nullable Constraint constraint,
    VariableSynchronization synchronization,
    VariableAggregation aggregation,
    @Nullable Graph graph,
    @Nullable Node initializer,
    @Nullable Tensor initialValue,
    @Nullable Tensor isInitialized,
    @Nullable Tensor element) {

  VariableParts withElement(Tensor newElement) {
    return new VariableParts(
        name,
        spec,
        handle,
        resource,
        trainable,
        device,
        collections,
        constraint,
        synchronization,
        aggregation,
        graph,
        initializer,
        initialValue,
        isInitialized,
        newElement);
  }

  /** Adds the variable to its collections; eagerly only the global step is remembered. */
  void collect(Variable variable) {
    for (String key : collections) {
      if (graph != null) {
        graph.addToCollection(key, variable);
      } else if (key.equals(org.ckpt4j.graph.GraphKeys.GLOBAL_STEP)) {
        EagerCollections.add(key, variable);
      }
    }
  }
}
