package org.ckpt4j.ops.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/** {@code RandomUniform}: numbers from 0 to below 1. */
public final class RandomUniform {
  public static final OpDef DEF =
      OpDef.named("RandomUniform")
          .inputs("shape: T")
          .outputs("output: dtype")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("dtype", AttrKind.TYPE)
          .stateful()
          .infer(RandomUniform::infer)
          .compute(RandomUniform::compute)
          .notDifferentiable()
          .build();

  private RandomUniform() {}

  /** Numbers nobody can predict, of a floating type. */
  public static Tensor of(@Nullable String name, Tensor shape, DType dtype) {
    return DEF.call(name, Attrs.of("dtype", dtype), shape);
  }

  private static List<Shape> infer(InferCall call) {
    RawTensor sizes = call.constant(0);
    return List.of(sizes == null ? Shape.unknown() : Shape.of(longs(sizes)));
  }

  private static long[] longs(RawTensor sizes) {
    RawTensor wide = Values.of(sizes, DType.INT64);
    ByteBuffer bytes = wide.bytes().window(0, (int) wide.bytes().size());
    long[] out = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(out);
    return out;
  }

  private static EagerTensor compute(KernelCall call) {
    if (call.<Long>attr("seed") != 0 || call.<Long>attr("seed2") != 0) {
      throw new UnsupportedOperationException(
          "seeded random numbers (TensorFlow's Philox streams) are not supported yet; leave the seeds"
              + " out");
    }
    DType dtype = call.attr("dtype");
    Shape shape = Shape.of(longs(call.input(0).raw()));
    long bytes = Math.multiplyExact(shape.numElements(), dtype.width());
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    var random = new SplittableRandom(new SecureRandom().nextLong());
    // As many bits as the type keeps, so that rounding never gives 1.
    int bits =
        switch (dtype) {
          case FLOAT64 -> 52;
          case FLOAT32 -> 23;
          case FLOAT16 -> 10;
          default -> 7;
        };
    for (int i = 0; i < shape.numElements(); i++) {
      Elements.putDouble(
          out, dtype, i, Math.scalb((double) (random.nextLong() >>> (64 - bits)), -bits));
    }
    return EagerTensor.of(RawTensor.of(dtype, shape, TensorBytes.of(out)));
  }
}
