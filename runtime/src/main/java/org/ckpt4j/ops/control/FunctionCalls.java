package org.ckpt4j.ops.control;

import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Calls of a function of the graph: {@code PartitionedCall}, {@code StatefulPartitionedCall}. */
public final class FunctionCalls {
  public static final OpDef PARTITIONED_CALL = define("PartitionedCall").build();
  public static final OpDef STATEFUL_PARTITIONED_CALL =
      define("StatefulPartitionedCall").stateful().build();

  private FunctionCalls() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("args: list(Tin)")
        .outputs("output: list(Tout)")
        .attr("Tin", AttrKind.TYPE_LIST)
        .atLeast("Tin", 0)
        .attr("Tout", AttrKind.TYPE_LIST)
        .atLeast("Tout", 0)
        .attr("f", AttrKind.FUNC)
        .attr("config", AttrKind.STRING, "")
        .attr("config_proto", AttrKind.STRING, "")
        .attr("executor_type", AttrKind.STRING, "")
        .countsHolders()
        .infer(FunctionCalls::infer)
        .kernel(FunctionCalls::compute)
        .gradientLater();
  }

  private static List<Shape> infer(InferCall call) {
    return Collections.nCopies(call.<List<DType>>attr("Tout").size(), Shape.unknown());
  }

  private static List<EagerTensor> compute(KernelCall call) {
    return call.callFunction(call.<FunctionRef>attr("f"), call.inputsFrom(0));
  }
}
