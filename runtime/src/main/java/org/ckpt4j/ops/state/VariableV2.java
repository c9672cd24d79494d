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
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** {@code VariableV2}, and {@code Variable} before it: a reference to an old variable's buffer. */
public final class VariableV2 {
  public static final OpDef DEF = define("VariableV2");

  // Of graphs older than 2016; in them a shape without dimensions may mean one that is not known.
  static final OpDef OLD = define("Variable");

  private VariableV2() {}

  private static OpDef define(String name) {
    return OpDef.named(name)
        .outputs("ref: Ref(dtype)")
        .attr("shape", AttrKind.SHAPE)
        .attr("dtype", AttrKind.TYPE)
        .attr("container", AttrKind.STRING, "")
        .attr("shared_name", AttrKind.STRING, "")
        .stateful()
        .infer(VariableV2::infer)
        .compute(VariableV2::compute)
        .notDifferentiable()
        .build();
  }

  private static List<Shape> infer(InferCall call) {
    return List.of(call.<Shape>attr("shape"));
  }

  public static Tensor of(@Nullable String name, TensorSpec spec) {
    return DEF.call(name, Attrs.of("shape", spec.shape(), "dtype", spec.dtype()));
  }

  private static EagerTensor compute(KernelCall call) {
    String sharedName = call.attr("shared_name");
    var spec = new TensorSpec(call.attr("dtype"), call.attr("shape"));
    return EagerTensor.ofReference(
        call.resources().variable(sharedName.isEmpty() ? call.nodeName() : sharedName, spec));
  }
}
