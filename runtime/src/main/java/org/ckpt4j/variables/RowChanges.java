package org.ckpt4j.variables;

import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.state.StridedSliceAssignOps;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Changes of a part of a variable; each gives the operation, or null once it is done eagerly. */
final class RowChanges {
  /** An operation that changes the variable behind a handle or reference. */
  @FunctionalInterface
  interface Change {
    Node apply(@Nullable String name, Tensor variable, Tensor indices, Tensor updates);
  }

  private RowChanges() {}

  static @Nullable Node scatter(Change change, Variable variable, IndexedSlices delta) {
    Tensor updates = ToTensor.of(delta.values(), variable.dtype(), "updates");
    return unlessDone(change.apply(null, variable.handle(), delta.indices(), updates));
  }

  static @Nullable Node scatterNd(
      Change change, Variable variable, Object indices, Object updates) {
    Tensor places = ToTensor.of(indices, indices instanceof int[] ? DType.INT32 : null, "indices");
    Tensor values = ToTensor.of(updates, variable.dtype(), "updates");
    return unlessDone(change.apply(null, variable.handle(), places, values));
  }

  static @Nullable Node slice(
      String name, Variable variable, StridedSlice.Brackets at, Tensor value) {
    return unlessDone(
        StridedSliceAssignOps.of(
            name, at.masks(), variable.handle(), at.begin(), at.end(), at.strides(), value));
  }

  private static @Nullable Node unlessDone(Node node) {
    return Contexts.current().isEager() ? null : node;
  }
}
