package org.ckpt4j.ops.data;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** What the declarations of dataset operations have in common. */
final class DatasetOps {
  private DatasetOps() {}

  static EagerTensor tensor(Dataset dataset) {
    return EagerTensor.ofObject(DType.VARIANT, dataset);
  }

  static Dataset input(KernelCall call, int index) {
    return call.input(index).object(Dataset.class);
  }

  /** A dataset whose elements the attributes describe. */
  static OpDef.Builder typed(OpDef.Builder builder) {
    return builder
        .outputs("handle: variant")
        .attr("output_types", AttrKind.TYPE_LIST)
        .atLeast("output_types", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST)
        .atLeast("output_shapes", 1)
        .infer(call -> List.of(Shape.scalar()))
        .notDifferentiable();
  }

  /** A dataset made of tensors. */
  static OpDef.Builder ofComponents(String name) {
    return OpDef.named(name)
        .inputs("components: list(Toutput_types)")
        .outputs("handle: variant")
        .attr("Toutput_types", AttrKind.TYPE_LIST)
        .atLeast("Toutput_types", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST)
        .atLeast("output_shapes", 1)
        .attr("metadata", AttrKind.STRING, "")
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .notDifferentiable();
  }

  /** A dataset made of another one and some numbers. */
  static OpDef.Builder of(String name, String... inputs) {
    return typed(OpDef.named(name).inputs("input_dataset: variant").inputs(inputs))
        .attr("metadata", AttrKind.STRING, "");
  }

  /** A dataset made of another one and a function of its elements. */
  static OpDef.Builder withFunction(String name, String function, String... inputs) {
    return typed(
            OpDef.named(name)
                .inputs("input_dataset: variant", "other_arguments: list(Targuments)")
                .inputs(inputs))
        .attr(function, AttrKind.FUNC)
        .attr("Targuments", AttrKind.TYPE_LIST)
        .atLeast("Targuments", 0)
        .attr("metadata", AttrKind.STRING, "");
  }
}
