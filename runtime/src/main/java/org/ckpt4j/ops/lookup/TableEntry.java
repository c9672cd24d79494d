package org.ckpt4j.ops.lookup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A key or value of a table: the bytes of one string, or of one or several elements of a fixed
 * width. Equal bytes are equal entries.
 */
record TableEntry(List<ByteBuffer> parts) {
  static TableEntry ofText(String text) {
    return new TableEntry(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  static TableEntry ofNumber(DType dtype, String text) {
    EagerTensor one =
        dtype.isFloating()
            ? ElementArrays.tensor(dtype, Shape.scalar(), new double[] {Double.parseDouble(text)})
            : ElementArrays.tensor(dtype, Shape.scalar(), new long[] {Long.parseLong(text)});
    return all(one, 1).get(0);
  }

  /** The entries of a tensor, each of {@code elements} elements. */
  static List<TableEntry> all(EagerTensor tensor, int elements) {
    List<TableEntry> out = new ArrayList<>();
    if (!tensor.dtype().isFixedWidth()) {
      byte[][] strings = ElementArrays.strings(tensor);
      for (int i = 0; i + elements <= strings.length && elements > 0; i += elements) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int j = 0; j < elements; j++) {
          parts.add(ByteBuffer.wrap(strings[i + j]));
        }
        out.add(new TableEntry(List.copyOf(parts)));
      }
      return out;
    }
    int width = elements * tensor.dtype().width();
    byte[] bytes = new byte[(int) tensor.raw().bytes().size()];
    ElementArrays.bytes(tensor).get(bytes);
    for (int at = 0; width > 0 && at < bytes.length; at += width) {
      out.add(
          new TableEntry(
              List.of(ByteBuffer.wrap(java.util.Arrays.copyOfRange(bytes, at, at + width)))));
    }
    return out;
  }

  /** A tensor of entries. */
  static EagerTensor tensor(DType dtype, Shape shape, List<TableEntry> entries) {
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> all = new ArrayList<>();
      entries.forEach(entry -> entry.parts.forEach(part -> all.add(TensorBytes.of(part))));
      return EagerTensor.of(RawTensor.ofElements(dtype, shape, all));
    }
    ByteBuffer out = ElementArrays.allocate(dtype, shape.numElements());
    entries.forEach(entry -> out.put(entry.parts.get(0).duplicate()));
    return ElementArrays.tensor(dtype, shape, out.order(ByteOrder.LITTLE_ENDIAN));
  }
}
