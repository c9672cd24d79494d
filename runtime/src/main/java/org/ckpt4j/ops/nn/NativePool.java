package org.ckpt4j.ops.nn;

import java.lang.ref.Reference;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Nd4jBackend;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.ops.linalg.Dense;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Maxima of windows over many FLOAT32 pixels, channels last, by ND4J's operations on oneDNN. */
final class NativePool {
  /** Fewer elements are done sooner by loops. */
  private static final long LARGE = 16_384;

  private static final int CHUNK = 2048;

  private static final int EXPONENT = 0x7f800000;

  private NativePool() {}

  /** Windows of neighbouring pixels in two dimensions; {@code size} and {@code stride} of each. */
  record Window(int height, int width, int down, int right, boolean same) {}

  static boolean serves(EagerTensor x) {
    return x.dtype() == DType.FLOAT32
        && x.shape().rank() == 4
        && x.shape().numElements() >= LARGE
        && Nd4jBackend.natives() == Nd4jBackend.Natives.ONEDNN;
  }

  static EagerTensor max(Window window, EagerTensor x, Shape shape) {
    NewTensor y = NewTensor.offHeap(DType.FLOAT32, shape);
    run("maxpool2d", window, y.array(), Dense.of(x));
    return y.tensor();
  }

  static EagerTensor maxGradient(Window window, EagerTensor x, EagerTensor dy) {
    NewTensor dx = NewTensor.offHeap(DType.FLOAT32, x.shape());
    run("maxpool2d_bp", window, dx.array(), Dense.of(x), Dense.of(dy));
    return dx.tensor();
  }

  /** Infinities and what is no number are not ND4J's strength. */
  static boolean isFinite(EagerTensor x) {
    IntBuffer elements = ElementArrays.bytes(x).asIntBuffer();
    int length = elements.remaining();
    int[] bits = new int[Math.min(CHUNK, length)];
    int[] finite = new int[bits.length];
    Arrays.fill(finite, -1);
    try {
      for (int at = 0; at < length; at += bits.length) {
        int count = Math.min(bits.length, length - at);
        elements.get(at, bits, 0, count);
        for (int i = 0; i < count; i++) {
          finite[i] &= (bits[i] & EXPONENT) - EXPONENT; // negative, unless the exponent is full
        }
      }
    } finally {
      Reference.reachabilityFence(x);
    }
    int all = -1;
    for (int each : finite) {
      all &= each;
    }
    return all < 0;
  }

  private static void run(String op, Window window, INDArray out, INDArray... inputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(op)
            .addInputs(inputs)
            .addOutputs(out)
            .addIntegerArguments(
                window.height,
                window.width,
                window.down,
                window.right,
                0,
                0,
                1,
                1,
                window.same ? 1 : 0,
                0,
                1)
            .build());
  }
}
