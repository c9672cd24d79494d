package org.ckpt4j.ops.random;

import java.nio.ByteBuffer;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;

/**
 * One group of random numbers from one output of {@link Philox}: four of the narrower floating
 * types, two of FLOAT64.
 *
 * <p>Numbers travel as {@code double}; those of narrower types are of the type's values already.
 */
final class Variates {
  private static final double TINIEST = 1e-7;
  private static final double TWO_PI = 2 * Math.PI;

  private Variates() {}

  /** How many numbers of this type one output gives. */
  static int group(DType dtype) {
    return dtype == DType.FLOAT64 ? 2 : 4;
  }

  /** From 0 to below 1: 52 bits, 20 of the first lane. */
  static double uniform64(int high, int low) {
    long mantissa = ((long) high & 0xFFFFF) << 32 | (low & 0xffffffffL);
    return Double.longBitsToDouble(mantissa | 1023L << 52) - 1.0;
  }

  /** From 0 to below 1: 23 bits. */
  static float uniform32(int lane) {
    return Float.intBitsToFloat((lane & 0x7FFFFF) | 0x3F800000) - 1.0f;
  }

  /** A group of numbers from 0 to below 1, with as many bits as the type's mantissa has. */
  static void uniforms(DType dtype, int[] lanes, double[] out) {
    switch (dtype) {
      case FLOAT64 -> {
        out[0] = uniform64(lanes[0], lanes[1]);
        out[1] = uniform64(lanes[2], lanes[3]);
      }
      case FLOAT32 -> {
        for (int i = 0; i < 4; i++) {
          out[i] = uniform32(lanes[i]);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < 4; i++) {
          out[i] = (lanes[i] & 0x3FF) / 1024.0;
        }
      }
      default -> {
        for (int i = 0; i < 4; i++) {
          out[i] = (lanes[i] & 0x7F) / 128.0;
        }
      }
    }
  }

  /** A group of normal numbers by Box and Muller; of narrow types not yet rounded from float. */
  static void wideNormals(DType dtype, int[] lanes, double[] out) {
    if (dtype == DType.FLOAT64) {
      double u = Math.max(uniform64(lanes[0], lanes[1]), TINIEST);
      double v = TWO_PI * uniform64(lanes[2], lanes[3]);
      double r = Math.sqrt(-2.0 * Math.log(u));
      out[0] = Math.sin(v) * r;
      out[1] = Math.cos(v) * r;
      return;
    }
    for (int i = 0; i < 4; i += 2) {
      float u = Math.max(uniform32(lanes[i]), (float) TINIEST);
      float v = (float) (TWO_PI * uniform32(lanes[i + 1]));
      float r = (float) Math.sqrt(-2.0f * (float) Math.log(u));
      out[i] = (float) Math.sin(v) * r;
      out[i + 1] = (float) Math.cos(v) * r;
    }
  }

  /** A group of normal numbers. */
  static void normals(DType dtype, int[] lanes, double[] out) {
    wideNormals(dtype, lanes, out);
    if (dtype != DType.FLOAT64 && dtype != DType.FLOAT32) {
      for (int i = 0; i < 4; i++) {
        out[i] = rounded(dtype, out[i]);
      }
    }
  }

  /** The nearest number of a floating type. */
  static double rounded(DType dtype, double x) {
    return switch (dtype) {
      case FLOAT64 -> x;
      case FLOAT32 -> (float) x;
      default -> {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        Elements.putDouble(bytes, dtype, 0, (float) x);
        yield Elements.getDouble(bytes, dtype, 0);
      }
    };
  }
}
