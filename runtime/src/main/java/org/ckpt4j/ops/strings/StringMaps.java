package org.ckpt4j.ops.strings;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** String by string: how most operations of this package are made. */
final class StringMaps {
  private StringMaps() {}

  /** An operation whose output has the shape of its first input. */
  static OpDef.Builder sameShape(String name) {
    return OpDef.named(name).infer(call -> List.of(call.shape(0)));
  }

  static EagerTensor strings(EagerTensor in, UnaryOperator<byte[]> function) {
    byte[][] out = Arrays.stream(ElementArrays.strings(in)).map(function).toArray(byte[][]::new);
    return ElementArrays.tensor(in.shape(), out);
  }

  static EagerTensor numbers(EagerTensor in, DType dtype, ToLongFunction<byte[]> function) {
    long[] out = Arrays.stream(ElementArrays.strings(in)).mapToLong(function).toArray();
    return ElementArrays.tensor(dtype, in.shape(), out);
  }

  /** Calls an operation of one input, as Python's functions do. */
  static Tensor call(OpDef def, Attrs attrs, Object input, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name -> def.call(name, attrs, ToTensor.of(input, DType.STRING, "input")));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Where each character of UTF-8 begins, and the end. */
  static int[] characters(byte[] bytes) {
    int[] starts = new int[bytes.length + 1];
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        starts[count++] = i;
      }
    }
    starts[count++] = bytes.length;
    return Arrays.copyOf(starts, count);
  }
}
