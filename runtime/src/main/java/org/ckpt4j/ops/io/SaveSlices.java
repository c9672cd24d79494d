package org.ckpt4j.ops.io;

import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;

/** {@code SaveSlices}: writes named tensors, or slices of them, as one file of the old format. */
public final class SaveSlices {
  public static final OpDef DEF =
      OpDef.named("SaveSlices")
          .inputs(
              "filename: string",
              "tensor_names: string",
              "shapes_and_slices: string",
              "data: list(T)")
          .stateful()
          .infer(SaveRequest::infer)
          .act(call -> SaveRequest.write(call, CheckpointFormat.V1))
          .notDifferentiable()
          .build();

  private SaveSlices() {}

  /** As {@link SaveV2#of}, in the old format. */
  public static Node of(
      Tensor filename, List<String> names, List<String> slices, List<? extends Operand> tensors) {
    return SaveRequest.call(DEF, "shapes_and_slices", filename, names, slices, tensors);
  }
}
