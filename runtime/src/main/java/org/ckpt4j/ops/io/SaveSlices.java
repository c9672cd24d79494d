package org.ckpt4j.ops.io;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;

/** {@code SaveSlices}: writes tensors as a V1 checkpoint. */
public final class SaveSlices {
  public static final OpDef DEF =
      OpDef.named("SaveSlices")
          .inputs("filename: string", "tensor_names: string", "shapes_and_slices: string", "data: list(T)")
          .stateful()
          .infer(call -> List.of())
          .act(call -> SaveV2.write(call, CheckpointFormat.V1))
          .notDifferentiable()
          .build();

  private SaveSlices() {}

  public static Node of(
      Tensor filename, List<String> names, List<String> slices, List<? extends Operand> tensors) {
    try (NameScope scope = NameScope.enter("save")) {
      List<Operand> inputs = new ArrayList<>();
      inputs.add(filename);
      inputs.add(ToTensor.of(names, DType.STRING, "tensor_names"));
      inputs.add(ToTensor.of(slices, DType.STRING, "shapes_and_slices"));
      inputs.addAll(tensors);
      return DEF.run(scope.name(), Attrs.none(), inputs);
    }
  }
}
