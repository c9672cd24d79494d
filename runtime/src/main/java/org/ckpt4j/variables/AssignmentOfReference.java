package org.ckpt4j.variables;

import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.state.AssignOps;

/** Changes an old variable: the value's constant is named below the operation. */
final class AssignmentOfReference {
  private AssignmentOfReference() {}

  static Tensor apply(OpDef def, Tensor reference, Object value) {
    try (NameScope scope = NameScope.enter(def.name())) {
      Tensor tensor = ToTensor.of(value, reference.dtype(), "value");
      return AssignOps.apply(def, scope.name(), reference, tensor);
    }
  }
}
