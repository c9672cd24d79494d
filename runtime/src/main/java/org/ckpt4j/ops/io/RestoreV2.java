package org.ckpt4j.ops.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;

/** {@code RestoreV2}: reads tensors from a checkpoint of either format. */
public final class RestoreV2 {
  public static final OpDef DEF =
      OpDef.named("RestoreV2")
          .inputs("prefix: string", "tensor_names: string", "shape_and_slices: string")
          .outputs("tensors: list(dtypes)")
          .attr("dtypes", AttrKind.TYPE_LIST)
          .stateful()
          .infer(RestoreV2::infer)
          .kernel(RestoreV2::read)
          .notDifferentiable()
          .build();

  private RestoreV2() {}

  public static List<? extends Tensor> of(
      Tensor prefix, List<String> names, List<String> slices, List<DType> dtypes) {
    try (NameScope scope = NameScope.enter("RestoreV2")) {
      List<Operand> inputs =
          List.of(
              prefix,
              ToTensor.of(names, DType.STRING, "tensor_names"),
              ToTensor.of(slices, DType.STRING, "shape_and_slices"));
      return DEF.run(scope.name(), Attrs.of("dtypes", dtypes), inputs).outputs();
    }
  }

  private static List<Shape> infer(InferCall call) {
    return Collections.nCopies(call.<List<DType>>attr("dtypes").size(), Shape.unknown());
  }

  private static List<EagerTensor> read(KernelCall call) {
    List<String> names = SaveV2.texts(call.input(1));
    List<String> slices = SaveV2.texts(call.input(2));
    List<DType> dtypes = call.attr("dtypes");
    List<EagerTensor> out = new ArrayList<>();
    try (CheckpointReader reader =
        CheckpointReader.open(
            call.input(0).stringValue(), Contexts.environment().files(), ReadOptions.defaults())) {
      for (int i = 0; i < names.size(); i++) {
        TensorKey key = TensorKey.of(names.get(i));
        DType stored = reader.entry(key).spec().dtype();
        if (stored != dtypes.get(i)) {
          throw new InvalidArgumentError(
              "tensor \"%s\" is stored as %s, expected %s".formatted(key, stored, dtypes.get(i)));
        }
        RawTensor value =
            slices.get(i).isEmpty()
                ? reader.getTensor(key)
                : reader.getTensor(key, SaveV2.part(slices.get(i)));
        out.add(EagerTensor.of(value));
      }
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
    return out;
  }
}
