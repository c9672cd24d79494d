package org.ckpt4j.ops.io;

import java.util.List;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;

/**
 * {@code RestoreSlice}: reads one tensor, or a slice of it; what graphs held before {@link
 * RestoreV2}.
 */
public final class RestoreSlice {
  public static final OpDef DEF =
      OpDef.named("RestoreSlice")
          .inputs("file_pattern: string", "tensor_name: string", "shape_and_slice: string")
          .outputs("tensor: dt")
          .attr("dt", AttrKind.TYPE)
          .attr("preferred_shard", AttrKind.INT, -1)
          .stateful()
          .infer(RestoreSlice::infer)
          .compute(RestoreSlice::compute)
          .notDifferentiable()
          .build();

  private RestoreSlice() {}

  public static Tensor of(Object filePattern, String name, String slice, DType dtype) {
    try (NameScope scope = NameScope.enter(DEF.name())) {
      return DEF.call(
          scope.name(),
          Attrs.of("dt", dtype),
          ToTensor.of(filePattern, DType.STRING, "file_pattern"),
          ToTensor.of(name, DType.STRING, "tensor_name"),
          ToTensor.of(slice, DType.STRING, "shape_and_slice"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    for (int i = 0; i < 3; i++) {
      if (!call.shape(i).isCompatibleWith(Shape.scalar())) {
        throw call.invalid("input %d must be one string, given shape %s", i, call.shape(i));
      }
    }
    RawTensor slice = call.constant(2);
    return List.of(
        slice == null
            ? Shape.unknown()
            : RestoreV2.shapeOf(call, SaveRequest.utf8(slice.elements().get(0))));
  }

  private static EagerTensor compute(KernelCall call) {
    String pattern = SaveRequest.text(call.input(0), "file pattern");
    TensorKey name = TensorKey.ofBytes(call.input(1).raw().elements().get(0).toByteArray());
    String slice = SaveRequest.text(call.input(2), "slice");
    return CheckpointErrors.translating(
        () -> {
          try (CheckpointReader reader = RestoreV2.open(pattern)) {
            return RestoreV2.read(reader, name, slice, call.attr("dt"));
          }
        });
  }
}
