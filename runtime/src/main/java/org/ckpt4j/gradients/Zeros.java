package org.ckpt4j.gradients;

import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.Likes;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** Gradients that say nothing (zeros), and those a walk begins with (ones). */
public final class Zeros {
  private Zeros() {}

  /**
   * Zeros of a tensor's shape; of a variable's handle, of the variable's; null of other handles.
   */
  public static @Nullable Operand like(Tensor tensor) {
    if (tensor.dtype() == DType.RESOURCE) {
      TensorSpec variable = tensor.handleSpec();
      return variable != null && variable.shape().isFullyDefined()
          ? Constants.zeros(variable.shape(), variable.dtype())
          : null;
    }
    if (tensor instanceof EagerTensor && tensor.dtype() != DType.VARIANT) {
      return Constants.zeros(tensor.shape(), tensor.dtype());
    }
    return Likes.ZEROS.call("zeros_like", Attrs.none(), tensor);
  }

  /** Whether {@link #ones} are defined: not of strings, and of no handle but a variable's. */
  public static boolean hasOnes(Tensor tensor) {
    return switch (tensor.dtype()) {
      case STRING, VARIANT -> false;
      case RESOURCE -> tensor.handleSpec() != null;
      default -> true;
    };
  }

  /** Ones of a tensor's shape; of a variable's handle, of the variable's. */
  public static Tensor ones(Tensor tensor, String name) {
    TensorSpec variable = tensor.dtype() == DType.RESOURCE ? tensor.handleSpec() : null;
    if (variable != null) {
      return Constants.ones(variable.shape(), variable.dtype());
    }
    if (tensor instanceof EagerTensor) {
      return Constants.ones(tensor.shape(), tensor.dtype());
    }
    Tensor shape = ShapeOp.of(tensor);
    try (NameScope scope = NameScope.enter(name)) {
      Tensor one =
          org.ckpt4j.ops.array.Const.of(EagerTensor.of(Constants.one(tensor.dtype())), "Const");
      return Fill.of(shape, one, new Named(scope.name()));
    }
  }
}
