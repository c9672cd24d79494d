package org.ckpt4j.ops.random;

import java.nio.ByteBuffer;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * How a stream of random bits becomes the elements of a tensor.
 *
 * <p>Element <i>i</i> comes from group <i>i</i> div 4 (2 for types of 64 bits), whatever the shape.
 */
enum Distribution {
  /** Evenly from 0 to below 1. */
  UNIFORM {
    @Override
    void group(DType dtype, Philox philox, int[] lanes, double[] out) {
      philox.next(lanes);
      Variates.uniforms(dtype, lanes, out);
    }
  },
  /** Mean 0, standard deviation 1. */
  NORMAL {
    @Override
    void group(DType dtype, Philox philox, int[] lanes, double[] out) {
      philox.next(lanes);
      Variates.normals(dtype, lanes, out);
    }
  },
  /** The same, of numbers beyond 2 from 0 others are drawn; every group has a stream of its own. */
  TRUNCATED_NORMAL {
    @Override
    void group(DType dtype, Philox philox, int[] lanes, double[] out) {
      Philox own = philox.copy();
      philox.skip((long) RESERVED * Variates.group(dtype) / 4);
      double[] drawn = new double[4];
      int filled = 0;
      while (filled < Variates.group(dtype)) {
        own.next(lanes);
        Variates.wideNormals(dtype, lanes, drawn);
        for (int i = 0; i < Variates.group(dtype) && filled < Variates.group(dtype); i++) {
          if (Math.abs(drawn[i]) < 2) {
            out[filled++] = Variates.rounded(dtype, drawn[i]);
          }
        }
      }
    }
  };

  /** How many outputs of the generator a kernel sets aside for each element. */
  static final int RESERVED = 256;

  /** One group's numbers; leaves the generator where the next group begins. */
  abstract void group(DType dtype, Philox philox, int[] lanes, double[] out);

  /** A tensor of a floating type. */
  EagerTensor fill(DType dtype, Shape shape, Philox philox) {
    int count = ElementArrays.length(shape);
    ByteBuffer bytes = ElementArrays.allocate(dtype, count);
    int size = Variates.group(dtype);
    int[] lanes = new int[4];
    double[] group = new double[4];
    for (int at = 0; at < count; at += size) {
      group(dtype, philox, lanes, group);
      for (int i = 0; i < size && at + i < count; i++) {
        Elements.putDouble(bytes, dtype, at + i, group[i]);
      }
    }
    return ElementArrays.tensor(dtype, shape, bytes);
  }

  /**
   * Whole numbers from {@code low} to below {@code high}.
   *
   * @throws InvalidArgumentError if there are none
   */
  static EagerTensor integers(DType dtype, Shape shape, Philox philox, long low, long high) {
    boolean none = dtype == DType.UINT64 ? Long.compareUnsigned(low, high) >= 0 : low >= high;
    if (none) {
      throw new InvalidArgumentError(
          "random integers lie from minval to below maxval, given %d and %d".formatted(low, high));
    }
    boolean wide = dtype.width() == Long.BYTES;
    long range = wide ? high - low : (high - low) & 0xffffffffL;
    long[] out = bits(dtype, shape, philox);
    for (int i = 0; i < out.length; i++) {
      long lane = wide ? out[i] : out[i] & 0xffffffffL;
      out[i] = low + Long.remainderUnsigned(lane, range);
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  /** Any numbers of an integer type of 32 or 64 bits. */
  static EagerTensor anyIntegers(DType dtype, Shape shape, Philox philox) {
    return ElementArrays.tensor(dtype, shape, bits(dtype, shape, philox));
  }

  private static long[] bits(DType dtype, Shape shape, Philox philox) {
    long[] out = new long[ElementArrays.length(shape)];
    boolean wide = dtype.width() == Long.BYTES;
    Lanes lanes = new Lanes(philox);
    for (int i = 0; i < out.length; i++) {
      int low = lanes.next();
      out[i] = wide ? Philox.word(low, lanes.next()) : low;
    }
    return out;
  }
}
