package org.ckpt4j.ops.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** {@code SaveV2}: writes tensors as a V2 checkpoint. */
public final class SaveV2 {
  public static final OpDef DEF =
      OpDef.named("SaveV2")
          .inputs("prefix: string", "tensor_names: string", "shape_and_slices: string", "tensors: list(dtypes)")
          .stateful()
          .infer(call -> List.of())
          .act(call -> write(call, CheckpointFormat.V2))
          .notDifferentiable()
          .build();

  private SaveV2() {}

  public static Node of(
      Tensor prefix, List<String> names, List<String> slices, List<? extends Operand> tensors) {
    try (NameScope scope = NameScope.enter("SaveV2")) {
      List<Operand> inputs = new ArrayList<>();
      inputs.add(prefix);
      inputs.add(ToTensor.of(names, DType.STRING, "tensor_names"));
      inputs.add(ToTensor.of(slices, DType.STRING, "shape_and_slices"));
      inputs.addAll(tensors);
      return DEF.run(scope.name(), Attrs.none(), inputs);
    }
  }

  static void write(KernelCall call, CheckpointFormat format) {
    List<String> names = texts(call.input(1));
    List<String> slices = texts(call.input(2));
    List<EagerTensor> values = call.inputsFrom(3);
    try (CheckpointWriter writer =
        CheckpointWriter.create(
            call.input(0).stringValue(),
            Contexts.environment().files(),
            WriteOptions.defaults().withFormat(format))) {
      for (int i = 0; i < values.size(); i++) {
        add(writer, names.get(i), slices.get(i), values.get(i).raw());
      }
      writer.finish();
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentError(e.getMessage(), e);
    }
  }

  private static void add(CheckpointWriter writer, String name, String slice, RawTensor value)
      throws IOException {
    if (slice.isEmpty()) {
      writer.add(TensorKey.of(name), value);
    } else {
      writer.addSlice(TensorKey.of(name), fullShape(slice), part(slice), value);
    }
  }

  static Shape fullShape(String text) {
    String[] words = text.split(" ", -1);
    long[] dims = new long[words.length - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Long.parseLong(words[i]);
    }
    return Shape.of(dims);
  }

  static TensorSlice part(String text) {
    return TensorSlice.parse(text.substring(text.lastIndexOf(' ') + 1));
  }

  static List<String> texts(EagerTensor tensor) {
    List<String> out = new ArrayList<>();
    for (TensorBytes element : tensor.raw().elements()) {
      byte[] bytes = new byte[Math.toIntExact(element.size())];
      element.window(0, bytes.length).get(bytes);
      out.add(new String(bytes, StandardCharsets.UTF_8));
    }
    return out;
  }
}
