package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Operations that change a resource variable: {@code AssignVariableOp}, {@code
 * AssignAddVariableOp}, {@code AssignSubVariableOp}.
 */
public final class AssignVariableOps {
  public static final OpDef ASSIGN =
      define("AssignVariableOp")
          .attr("validate_shape", AttrKind.BOOL, false)
          .act(AssignVariableOps::assign)
          .build();

  public static final OpDef ADD =
      define("AssignAddVariableOp").act(call -> update(call, ElementUpdate.ADD, false)).build();

  public static final OpDef SUB =
      define("AssignSubVariableOp").act(call -> update(call, ElementUpdate.SUB, false)).build();

  private AssignVariableOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("resource: resource", "value: dtype")
        .stateful()
        .infer(AssignVariableOps::infer)
        .noGradient();
  }

  /** One of these operations, applied. */
  public static Node apply(OpDef def, @Nullable String name, Tensor handle, Tensor value) {
    return def.run(name, Attrs.none(), List.of(handle, value));
  }

  /** An assignment that checks the value's shape when it runs, if the variable's is fully known. */
  public static Node assignChecked(Tensor handle, Shape shape, Tensor value) {
    return ASSIGN.run(
        null, Attrs.of("validate_shape", shape.isFullyDefined()), List.of(handle, value));
  }

  private static List<Shape> infer(InferCall call) {
    TensorSpec variable = call.variable(0);
    if (variable != null && variable.dtype() != call.dtype(1)) {
      throw call.invalid("a variable of %s is given %s", variable.dtype(), call.dtype(1));
    }
    if (variable != null && !variable.shape().isCompatibleWith(call.shape(1))) {
      throw call.invalid(
          "a variable of shape %s is given shape %s", variable.shape(), call.shape(1));
    }
    return List.of();
  }

  /** What an assignment does to any variable, of either kind. */
  static void assign(KernelCall call) {
    VariableHandle variable = call.variable(0);
    EagerTensor value = call.input(1);
    if (call.<Boolean>attr("validate_shape")
        && !variable.spec().shape().isCompatibleWith(value.shape())) {
      throw new InvalidArgumentError(
          "variable \"%s\" of shape %s cannot take a value of shape %s"
              .formatted(variable.name(), variable.spec().shape(), value.shape()));
    }
    variable.write(value);
  }

  /** Adds to, or subtracts from, any variable, of either kind. */
  static void update(KernelCall call, ElementUpdate operator, boolean reference) {
    VariableHandle variable = VariableElements.require(call, reference);
    EagerTensor value = call.input(1);
    synchronized (variable) {
      EagerTensor before = variable.read();
      if (!before.shape().equals(value.shape())) {
        throw new InvalidArgumentError(
            "variable \"%s\" of shape %s cannot be changed by a value of shape %s"
                .formatted(variable.name(), before.shape(), value.shape()));
      }
      ByteBuffer from = ElementArrays.bytes(value);
      int count = ElementArrays.length(before.shape());
      VariableElements.change(
          variable,
          value.dtype(),
          elements -> operator.apply(value.dtype(), elements.bytes(), 0, from, 0, count, false));
    }
  }
}
