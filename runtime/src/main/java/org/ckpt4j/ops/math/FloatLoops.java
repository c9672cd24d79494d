package org.ckpt4j.ops.math;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Element-wise work on many FLOAT32 elements. Each loop is its own class, so that the compiler can
 * vectorise it: as fast as ND4J's calls, which pay for a fresh array off the heap.
 */
final class FloatLoops {
  /** Up to here the general loop over doubles is as fast, and needs no natives. */
  static final long SMALL = 1024;

  private FloatLoops() {}

  /** Writes {@code count} results; {@code in} and {@code out} may be one array. */
  interface Unary {
    void over(float[] in, float[] out, int count);
  }

  /** Writes {@code count} results; a step is 0 or 1. */
  interface Binary {
    void over(
        float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count);
  }

  /** Compares two elements. */
  interface Test {
    boolean of(float x, float y);
  }

  /** So many elements are done at a time: they stay in the processor's nearest cache. */
  private static final int CHUNK = 2048;

  static EagerTensor map(EagerTensor x, Unary loop) {
    FloatBuffer in = ElementArrays.bytes(x).asFloatBuffer();
    NewTensor result = NewTensor.of(DType.FLOAT32, x.shape());
    FloatBuffer out = result.floats();
    try {
      int length = ElementArrays.length(x);
      float[] values = new float[Math.min(CHUNK, length)];
      for (int at = 0; at < length; at += CHUNK) {
        int count = Math.min(CHUNK, length - at);
        in.get(at, values, 0, count);
        loop.over(values, values, count);
        out.put(at, values, 0, count);
      }
    } finally {
      Reference.reachabilityFence(x);
    }
    return result.tensor();
  }

  /** Of two values of one shape. */
  private static EagerTensor zip(EagerTensor x, EagerTensor y, Binary loop) {
    FloatBuffer first = ElementArrays.bytes(x).asFloatBuffer();
    FloatBuffer second = ElementArrays.bytes(y).asFloatBuffer();
    NewTensor result = NewTensor.of(DType.FLOAT32, x.shape());
    FloatBuffer out = result.floats();
    try {
      int length = ElementArrays.length(x);
      float[] a = new float[Math.min(CHUNK, length)];
      float[] b = new float[Math.min(CHUNK, length)];
      for (int at = 0; at < length; at += CHUNK) {
        int count = Math.min(CHUNK, length - at);
        first.get(at, a, 0, count);
        second.get(at, b, 0, count);
        loop.over(a, 0, 1, b, 0, 1, a, 0, count);
        out.put(at, a, 0, count);
      }
    } finally {
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(y);
    }
    return result.tensor();
  }

  static EagerTensor zip(EagerTensor x, EagerTensor y, Shape shape, Binary loop) {
    if (x.shape().equals(y.shape())) {
      return zip(x, y, loop);
    }
    float[] a = ElementArrays.floats(x);
    float[] b = x == y ? a : ElementArrays.floats(y);
    float[] out = new float[ElementArrays.length(shape)];
    new BroadcastLoop(shape, x.shape(), y.shape())
        .forEach(
            (to, at, step, count) ->
                loop.over(a, at[0], step[0], b, at[1], step[1], out, to, count));
    return ElementArrays.tensor(shape, out);
  }

  static EagerTensor test(EagerTensor x, EagerTensor y, Shape shape, Test test) {
    float[] a = ElementArrays.floats(x);
    float[] b = ElementArrays.floats(y);
    byte[] out = new byte[ElementArrays.length(shape)];
    new BroadcastLoop(shape, x.shape(), y.shape())
        .forEach(
            (to, at, step, count) -> {
              int p = at[0];
              int q = at[1];
              for (int i = 0; i < count; i++) {
                out[to + i] = (byte) (test.of(a[p], b[q]) ? 1 : 0);
                p += step[0];
                q += step[1];
              }
            });
    return ElementArrays.tensor(DType.BOOL, shape, ByteBuffer.wrap(out));
  }

  static void add(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      add(b, bt, 1, a, at, 0, out, to, count);
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] + y;
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] + b[bt + i];
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, a[at] + b[bt]);
    }
  }

  static void sub(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      float x = a[at];
      for (int i = 0; i < count; i++) {
        out[to + i] = x - b[bt + i];
      }
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] - y;
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] - b[bt + i];
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, a[at] - b[bt]);
    }
  }

  static void mul(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      mul(b, bt, 1, a, at, 0, out, to, count);
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] * y;
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] * b[bt + i];
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, a[at] * b[bt]);
    }
  }

  static void div(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      float x = a[at];
      for (int i = 0; i < count; i++) {
        out[to + i] = x / b[bt + i];
      }
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] / y;
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] / b[bt + i];
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, a[at] / b[bt]);
    }
  }

  static void max(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      max(b, bt, 1, a, at, 0, out, to, count);
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = Math.max(a[at + i], y);
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = Math.max(a[at + i], b[bt + i]);
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, Math.max(a[at], b[bt]));
    }
  }

  static void min(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    if (aStep == 0 && bStep == 1) {
      min(b, bt, 1, a, at, 0, out, to, count);
    } else if (bStep == 0 && aStep == 1) {
      float y = b[bt];
      for (int i = 0; i < count; i++) {
        out[to + i] = Math.min(a[at + i], y);
      }
    } else if (bStep == 1) {
      for (int i = 0; i < count; i++) {
        out[to + i] = Math.min(a[at + i], b[bt + i]);
      }
    } else {
      java.util.Arrays.fill(out, to, to + count, Math.min(a[at], b[bt]));
    }
  }

  static void squaredDifference(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      float d = a[at + i * aStep] - b[bt + i * bStep];
      out[to + i] = d * d;
    }
  }

  /**
   * The gradient where the feature is above zero, else zero times it, so that NaN stays. Without a
   * branch, which random signs would make the processor guess wrong at: the signs' bits become
   * factors.
   */
  static void reluGrad(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    ByteBuffer exchange = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.nativeOrder());
    int[] bits = new int[count];
    float[] factors = new float[count];
    exchange.asFloatBuffer().put(0, b, bt, count);
    exchange.asIntBuffer().get(0, bits);
    ones(bits);
    exchange.asIntBuffer().put(0, bits);
    exchange.asFloatBuffer().get(0, factors);
    for (int i = 0; i < count; i++) {
      out[to + i] = a[at + i] * factors[i];
    }
  }

  /** The bits of one where these are the bits of a number above zero; else of zero. */
  private static void ones(int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      int b = bits[i];
      bits[i] = ~(b >> 31) & (-b >> 31) & ((b - 0x7f800001) >> 31) & 0x3f800000;
    }
  }

  /** Common powers are products and roots. */
  static void pow(
      float[] a, int at, int aStep, float[] b, int bt, int bStep, float[] out, int to, int count) {
    float y = b[bt];
    boolean one = bStep == 0 && aStep == 1;
    if (one && y == 2) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] * a[at + i];
      }
    } else if (one && y == 3) {
      for (int i = 0; i < count; i++) {
        out[to + i] = a[at + i] * a[at + i] * a[at + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[to + i] = (float) Arithmetic.power(a[at + i * aStep], b[bt + i * bStep]);
      }
    }
  }

  static void tanhGrad(
      float[] y, int at, int aStep, float[] dy, int bt, int bStep, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      out[to + i] = dy[bt + i] * (1 - y[at + i] * y[at + i]);
    }
  }

  static void sigmoidGrad(
      float[] y, int at, int aStep, float[] dy, int bt, int bStep, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      out[to + i] = dy[bt + i] * y[at + i] * (1 - y[at + i]);
    }
  }

  static void neg(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = -in[i];
    }
  }

  static void abs(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = Math.abs(in[i]);
    }
  }

  static void square(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = in[i] * in[i];
    }
  }

  static void sqrt(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = (float) Math.sqrt(in[i]);
    }
  }

  static void rsqrt(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = (float) (1 / Math.sqrt(in[i]));
    }
  }

  static void relu(float[] in, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = Math.max(in[i], 0f);
    }
  }
}
