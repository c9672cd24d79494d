package org.ckpt4j.variables;

import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.DisableCopyOnRead;
import org.jspecify.annotations.Nullable;

/** A variable's value on its way to a checkpoint and back, by the nodes TensorFlow makes for it. */
final class SavedValue {
  private SavedValue() {}

  /** The value to be saved; null of an eager variable that has none. */
  static @Nullable Tensor of(Variable variable) {
    Tensor handle = variable.handle();
    if (handle instanceof EagerTensor eager) {
      return eager.variable().isInitialized() ? variable.value() : null;
    }
    if (!variable.isResource()) {
      return handle;
    }
    try (var placed = Contexts.current().enterDevice(variable.device())) {
      Tensor read;
      try (var scope = NameScope.enter("Read")) {
        DisableCopyOnRead.of(handle);
        read = variable.value();
      }
      read = IdentityOps.identity(read);
      try (var host = Contexts.current().enterDevice("/device:CPU:0")) {
        return IdentityOps.identity(read);
      }
    }
  }

  /**
   * Gives a variable its saved value.
   *
   * @return the operation that does it; null if it is done
   * @throws IllegalArgumentException if the shape does not fit
   */
  static @Nullable Node restore(Variable variable, Tensor value) {
    if (!variable.shape().isCompatibleWith(value.shape())) {
      throw new IllegalArgumentException(
          "variable \"%s\" of shape %s cannot take the saved value of shape %s"
              .formatted(variable.fullName(), variable.shape(), value.shape()));
    }
    Tensor handle = variable.handle();
    if (!variable.isResource()) {
      return AssignOps.apply(AssignOps.ASSIGN, null, handle, value).op();
    }
    if (Contexts.current().isEager()) {
      AssignVariableOps.apply(AssignVariableOps.ASSIGN, null, handle, value);
      return null;
    }
    try (var placed = Contexts.current().enterDevice(variable.device())) {
      return AssignVariableOps.apply(
          AssignVariableOps.ASSIGN, null, handle, IdentityOps.identity(value));
    }
  }
}
