package org.ckpt4j.ops.io;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
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
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;

/** What both save operations share: a path, names, slices, and that many tensors. */
final class SaveRequest {
  private SaveRequest() {}

  static Node call(
      OpDef def,
      String slicesName,
      Tensor path,
      List<String> names,
      List<String> slices,
      List<? extends Operand> values) {
    try (NameScope scope = NameScope.enter(def.name())) {
      List<Operand> operands = new ArrayList<>();
      operands.add(path);
      operands.add(ToTensor.of(names, DType.STRING, "tensor_names"));
      operands.add(ToTensor.of(slices, DType.STRING, slicesName));
      operands.addAll(values);
      return def.run(scope.name(), org.ckpt4j.framework.Attrs.none(), operands);
    }
  }

  static List<Shape> infer(InferCall call) {
    int tensors = call.numInputs() - 3;
    if (!call.shape(0).isCompatibleWith(Shape.scalar())) {
      throw call.invalid("the path must be one string, given shape %s", call.shape(0));
    }
    for (int i = 1; i <= 2; i++) {
      if (!call.shape(i).isCompatibleWith(Shape.of(tensors))) {
        throw call.invalid(
            "%d tensors need %d names and slices, given shape %s", tensors, tensors, call.shape(i));
      }
    }
    return List.of();
  }

  static void write(KernelCall call, CheckpointFormat format) {
    String path = text(call.input(0), "path");
    List<TensorBytes> names = strings(call.input(1), "names");
    List<TensorBytes> slices = strings(call.input(2), "slices");
    List<EagerTensor> values = call.inputsFrom(3);
    if (names.size() != values.size() || slices.size() != values.size()) {
      throw new InvalidArgumentError(
          "%s: %d names, %d slices and %d tensors; there must be as many of each"
              .formatted(call.def().name(), names.size(), slices.size(), values.size()));
    }
    WriteOptions options = WriteOptions.defaults().withFormat(format);
    CheckpointErrors.translating(
        () -> {
          try (CheckpointWriter writer =
              CheckpointWriter.create(path, Contexts.environment().files(), options)) {
            for (int i = 0; i < values.size(); i++) {
              TensorKey key = TensorKey.ofBytes(names.get(i).toByteArray());
              String slice = utf8(slices.get(i));
              add(writer, key, slice, values.get(i));
            }
            writer.finish();
            return null;
          } finally {
            Reference.reachabilityFence(values); // the writer saw only windows of their memory
          }
        });
  }

  private static void add(CheckpointWriter writer, TensorKey key, String slice, EagerTensor value)
      throws java.io.IOException {
    if (!value.holdsElements()) {
      throw new InvalidArgumentError(
          "tensor \"%s\" is a handle (%s); save the value it leads to".formatted(key, value));
    }
    RawTensor raw = value.raw();
    if (slice.isEmpty()) {
      writer.add(key, raw);
      return;
    }
    ShapeAndSlice part = ShapeAndSlice.parse(slice);
    if (!part.sliceShape().equals(raw.shape())) {
      throw new InvalidArgumentError(
          "tensor \"%s\": the part \"%s\" has shape %s, the value has %s"
              .formatted(key, slice, part.sliceShape(), raw.shape()));
    }
    writer.addSlice(key, part.fullShape(), part.slice(), raw);
  }

  /** A scalar string, or the only one of a vector. */
  static String text(EagerTensor value, String what) {
    if (value.shape().numElements() != 1) {
      throw new InvalidArgumentError(
          "the %s must be one string, given shape %s".formatted(what, value.shape()));
    }
    return value.stringValue();
  }

  static List<TensorBytes> strings(EagerTensor value, String what) {
    if (value.shape().rank() != 1) {
      throw new InvalidArgumentError(
          "the %s must be a vector of strings, given shape %s".formatted(what, value.shape()));
    }
    return value.raw().elements();
  }

  static String utf8(TensorBytes bytes) {
    return new String(bytes.toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
