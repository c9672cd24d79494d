package org.ckpt4j.ops.array;

import java.io.ByteArrayOutputStream;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;

/** How slices that are scattered meet what lies in their place. */
enum Combining {
  UPDATE,
  ADD,
  SUB,
  MIN,
  MAX;

  /**
   * A copy of {@code whole} with {@code updates} combined into it; slices that share a place come
   * in turn.
   */
  EagerTensor into(EagerTensor whole, NdRows rows, EagerTensor updates) {
    DType dtype = whole.dtype();
    if (this == UPDATE) {
      return updated(whole, rows, updates);
    } else if (dtype == DType.FLOAT32) {
      float[] out = ElementArrays.floats(whole);
      float[] in = ElementArrays.floats(updates);
      each(rows, (to, from) -> out[to] = (float) of(out[to], in[from]));
      return ElementArrays.tensor(whole.shape(), out);
    } else if (dtype.isFloating()) {
      double[] out = ElementArrays.doubles(whole);
      double[] in = ElementArrays.doubles(updates);
      each(rows, (to, from) -> out[to] = of(out[to], in[from]));
      return ElementArrays.tensor(dtype, whole.shape(), out);
    } else if (dtype.isComplex()) {
      double[] out = ElementArrays.complex(whole);
      double[] in = ElementArrays.complex(updates);
      each(
          rows,
          (to, from) -> {
            out[2 * to] = of(out[2 * to], in[2 * from]);
            out[2 * to + 1] = of(out[2 * to + 1], in[2 * from + 1]);
          });
      return ElementArrays.complexTensor(dtype, whole.shape(), out);
    } else if (dtype.isFixedWidth()) {
      long[] out = ElementArrays.longs(whole);
      long[] in = ElementArrays.longs(updates);
      each(rows, (to, from) -> out[to] = of(out[to], in[from], dtype));
      return ElementArrays.tensor(dtype, whole.shape(), out);
    }
    byte[][] out = ElementArrays.strings(whole);
    byte[][] in = ElementArrays.strings(updates);
    each(rows, (to, from) -> out[to] = of(out[to], in[from]));
    return ElementArrays.tensor(whole.shape(), out);
  }

  private static EagerTensor updated(EagerTensor whole, NdRows rows, EagerTensor updates) {
    Assembly out = new Assembly(whole.dtype(), whole.shape()).all(whole, 0).from(updates);
    for (int i = 0; i < rows.starts().length && rows.run() > 0; i++) {
      out.run(i * rows.run(), rows.starts()[i], rows.run());
    }
    return out.tensor();
  }

  /** Called with the place and the number of each element of the slices. */
  private interface Meeting {
    void at(int to, int from);
  }

  private static void each(NdRows rows, Meeting meeting) {
    int run = (int) rows.run();
    for (int i = 0; i < rows.starts().length; i++) {
      for (int k = 0; k < run; k++) {
        meeting.at((int) rows.starts()[i] + k, i * run + k);
      }
    }
  }

  private double of(double old, double given) {
    return switch (this) {
      case UPDATE -> given;
      case ADD -> old + given;
      case SUB -> old - given;
      case MIN -> Math.min(old, given);
      case MAX -> Math.max(old, given);
    };
  }

  private long of(long old, long given, DType dtype) {
    boolean less = dtype == DType.UINT64 ? Long.compareUnsigned(given, old) < 0 : given < old;
    long out =
        switch (this) {
          case UPDATE -> given;
          case ADD -> old + given;
          case SUB -> old - given;
          case MIN -> less ? given : old;
          case MAX -> less ? old : given;
        };
    return dtype == DType.BOOL ? (out != 0 ? 1 : 0) : out;
  }

  private byte[] of(byte[] old, byte[] given) {
    if (this != ADD) {
      throw new org.ckpt4j.errors.UnimplementedError(
          "strings can be updated or added, not " + this);
    }
    var joined = new ByteArrayOutputStream();
    joined.writeBytes(old);
    joined.writeBytes(given);
    return joined.toByteArray();
  }
}
