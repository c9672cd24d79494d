package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Operations that change an old variable by reference, and give the reference back: {@code Assign},
 * {@code AssignAdd}, {@code AssignSub}.
 */
public final class AssignOps {
  public static final OpDef ASSIGN =
      define("Assign")
          .attr("validate_shape", AttrKind.BOOL, true)
          .attr("use_locking", AttrKind.BOOL, true)
          .compute(AssignOps::assign)
          .build();

  public static final OpDef ADD =
      define("AssignAdd")
          .attr("use_locking", AttrKind.BOOL, false)
          .allow("T", VariableTypes.numbers())
          .compute(call -> update(call, ElementUpdate.ADD))
          .build();

  public static final OpDef SUB =
      define("AssignSub")
          .attr("use_locking", AttrKind.BOOL, false)
          .allow("T", VariableTypes.numbers())
          .compute(call -> update(call, ElementUpdate.SUB))
          .build();

  private AssignOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("ref: Ref(T)", "value: T")
        .outputs("output_ref: Ref(T)")
        .infer(AssignOps::infer)
        .notDifferentiable();
  }

  /** One of these operations, applied. */
  public static Tensor apply(OpDef def, @Nullable String name, Tensor reference, Tensor value) {
    return def.call(name, Attrs.none(), reference, value);
  }

  private static List<Shape> infer(InferCall call) {
    boolean validate = !Boolean.FALSE.equals(call.findAttr("validate_shape"));
    if (validate && !call.shape(0).isCompatibleWith(call.shape(1))) {
      throw call.invalid("a variable of shape %s is given shape %s", call.shape(0), call.shape(1));
    }
    return List.of(validate ? call.shape(0) : call.shape(1));
  }

  private static EagerTensor assign(KernelCall call) {
    AssignVariableOps.assign(call);
    return EagerTensor.ofReference(call.variable(0));
  }

  private static EagerTensor update(KernelCall call, ElementUpdate operator) {
    AssignVariableOps.update(call, operator, true);
    return EagerTensor.ofReference(call.variable(0));
  }
}
