package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.ResourceStore;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;

/**
 * {@code VarHandleOp}: the handle of a variable, by shared name, or of one that only it leads to.
 */
public final class VarHandleOp {
  /** The shared name that asks for a variable of its own. */
  public static final String ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

  public static final OpDef DEF =
      OpDef.named("VarHandleOp")
          .outputs("resource: resource")
          .attr("container", AttrKind.STRING, "")
          .attr("shared_name", AttrKind.STRING, "")
          .attr("debug_name", AttrKind.STRING, "")
          .attr("dtype", AttrKind.TYPE)
          .attr("shape", AttrKind.SHAPE)
          .attr("allowed_devices", AttrKind.STRING_LIST, List.of())
          .stateful()
          .infer(VarHandleOp::infer)
          .compute(VarHandleOp::compute)
          .notDifferentiable()
          .build();

  private VarHandleOp() {}

  /**
   * @param name the node's name
   * @param sharedName the name under which a session knows the variable, or {@link #ANONYMOUS}
   */
  public static Tensor of(String name, String sharedName, TensorSpec spec) {
    return DEF.call(
        name,
        Attrs.of(
            "shared_name",
            sharedName,
            "debug_name",
            name,
            "dtype",
            spec.dtype(),
            "shape",
            spec.shape()));
  }

  private static TensorSpec spec(DType dtype, Shape shape) {
    return new TensorSpec(dtype, shape);
  }

  private static List<Shape> infer(InferCall call) {
    call.setVariable(0, spec(call.attr("dtype"), call.attr("shape")));
    return List.of(Shape.scalar());
  }

  private static EagerTensor compute(KernelCall call) {
    TensorSpec spec = spec(call.attr("dtype"), call.attr("shape"));
    String sharedName = call.attr("shared_name");
    String debugName = call.attr("debug_name");
    if (sharedName.equals(ANONYMOUS)) {
      VariableHandle own =
          ResourceStore.anonymousVariable(debugName.isEmpty() ? call.nodeName() : debugName, spec);
      return EagerTensor.ofHandle(own);
    }
    String key = sharedName.isEmpty() ? call.nodeName() : sharedName;
    return EagerTensor.ofHandle(call.resources().variable(key, spec));
  }
}
