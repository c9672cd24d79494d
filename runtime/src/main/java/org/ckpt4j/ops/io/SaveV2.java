package org.ckpt4j.ops.io;

import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;

/** {@code SaveV2}: writes named tensors, or slices of them, as a tensor bundle. */
public final class SaveV2 {
  public static final OpDef DEF =
      OpDef.named("SaveV2")
          .inputs(
              "prefix: string",
              "tensor_names: string",
              "shape_and_slices: string",
              "tensors: list(dtypes)")
          .stateful()
          .infer(SaveRequest::infer)
          .act(call -> SaveRequest.write(call, CheckpointFormat.V2))
          .notDifferentiable()
          .build();

  private SaveV2() {}

  /**
   * @param slices for each tensor {@code ""}, or the part it is: {@code "5 2 0,3:0,2"}
   * @throws org.ckpt4j.errors.NotFoundError when it runs, if the folder does not exist
   * @throws org.ckpt4j.errors.InvalidArgumentError when it runs, if two tensors have one name, or a
   *     value does not fit its slice
   */
  public static Node of(
      Tensor prefix, List<String> names, List<String> slices, List<? extends Operand> tensors) {
    return SaveRequest.call(DEF, "shape_and_slices", prefix, names, slices, tensors);
  }
}
