package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/**
 * Values of one element type as another's, element by element, as TensorFlow's {@code Cast} on a
 * CPU does it.
 *
 * <p>Floats to integers truncate; integers wrap; complex numbers lose their imaginary part;
 * anything but zero is true. A float beyond the range of a 32- or 64-bit integer gives the smallest
 * one, as x86-64 does; narrower ones get its low bits.
 */
public final class Conversion {
  private static final int CHUNK = 1 << 16;

  private Conversion() {}

  /**
   * @throws UnimplementedError if there is no way between the two types
   */
  public static RawTensor convert(RawTensor from, DType to) {
    if (from.dtype() == to) {
      return from;
    }
    if (!from.dtype().isFixedWidth() || !to.isFixedWidth()) {
      throw new UnimplementedError("no conversion from %s to %s".formatted(from.dtype(), to));
    }
    return RawTensor.of(to, from.shape(), new Converted(from, to).bytes());
  }

  private record Converted(RawTensor from, DType to) {
    TensorBytes bytes() {
      long elements = from.shape().numElements();
      List<ByteBuffer> chunks = new ArrayList<>();
      for (long at = 0; at < elements; at += CHUNK) {
        int n = (int) Math.min(CHUNK, elements - at);
        int width = from.dtype().width();
        ByteBuffer in = from.bytes().window(at * width, n * width);
        ByteBuffer out = ByteBuffer.allocate(n * to.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
          convert(in, out, i);
        }
        chunks.add(out);
      }
      return chunks.size() == 1 ? TensorBytes.of(chunks.get(0)) : new Chunked(chunks, to.width());
    }

    private void convert(ByteBuffer in, ByteBuffer out, int i) {
      DType type = from.dtype();
      if (type.isComplex() && to.isComplex()) {
        Elements.putDouble(out, part(to), 2 * i, Elements.getDouble(in, part(type), 2 * i));
        Elements.putDouble(out, part(to), 2 * i + 1, Elements.getDouble(in, part(type), 2 * i + 1));
      } else if (type.isComplex()) {
        putFloat(out, i, Elements.getDouble(in, part(type), 2 * i));
      } else if (type.isFloating()) {
        putFloat(out, i, Elements.getDouble(in, type, i));
      } else {
        putInteger(out, i, Elements.getLong(in, type, i), type == DType.UINT64);
      }
    }

    private static DType part(DType complex) {
      return complex == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT64;
    }

    private void putFloat(ByteBuffer out, int i, double value) {
      if (to.isComplex()) {
        Elements.putDouble(out, part(to), 2 * i, value);
        Elements.putDouble(out, part(to), 2 * i + 1, 0);
      } else if (to.isFloating()) {
        // TF narrows a double to half and smaller by way of a float, rounding twice.
        Elements.putDouble(out, to, i, to.width() < 4 ? (float) value : value);
      } else {
        Elements.putLong(out, to, i, to == DType.BOOL ? (value != 0 ? 1 : 0) : truncated(value));
      }
    }

    private long truncated(double value) {
      boolean wide = to.width() == 8 || to == DType.UINT32;
      if (to == DType.UINT64 && value >= 0x1p63 && value < 0x1p64) {
        return (long) (value - 0x1p63) + Long.MIN_VALUE;
      }
      double bound = wide ? 0x1p63 : 0x1p31;
      if (!(value > -bound - 1 && value < bound)) {
        return wide ? Long.MIN_VALUE : Integer.MIN_VALUE;
      }
      return (long) value;
    }

    private void putInteger(ByteBuffer out, int i, long value, boolean unsigned) {
      if (to == DType.BOOL) {
        Elements.putLong(out, to, i, value != 0 ? 1 : 0);
      } else if (to.isFloating() || to.isComplex()) {
        double widened = to == DType.FLOAT64 || to == DType.COMPLEX128 ? value : (float) value;
        putFloat(out, i, unsigned && value < 0 ? unsignedDouble(value) : widened);
      } else {
        Elements.putLong(out, to, i, value);
      }
    }

    private double unsignedDouble(long value) {
      return to == DType.FLOAT32
          ? new java.math.BigInteger(Long.toUnsignedString(value)).floatValue()
          : new java.math.BigInteger(Long.toUnsignedString(value)).doubleValue();
    }
  }

  /** Many equal chunks, the last one shorter, as one run of bytes. */
  private record Chunked(List<ByteBuffer> chunks, int width) implements TensorBytes {
    @Override
    public long size() {
      int last = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).capacity();
      return (long) CHUNK * width * Math.max(0, chunks.size() - 1) + last;
    }

    @Override
    public ByteBuffer window(long at, int length) {
      java.util.Objects.checkFromIndexSize(at, length, size());
      long each = (long) CHUNK * width;
      if (length == 0 || at / each == (at + length - 1) / each) {
        int chunk = (int) (length == 0 ? 0 : at / each);
        int start = length == 0 ? 0 : (int) (at % each);
        return chunks.isEmpty()
            ? ByteBuffer.allocate(0)
            : chunks.get(chunk).slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      ByteBuffer joined = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      for (long next = at; next < at + length; ) {
        int start = (int) (next % each);
        int part = (int) Math.min(each - start, at + length - next);
        joined.put(chunks.get((int) (next / each)).slice(start, part));
        next += part;
      }
      return joined.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
