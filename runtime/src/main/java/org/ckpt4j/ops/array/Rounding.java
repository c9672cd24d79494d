package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.tensor.DType;

/** To the nearest number of a floating type, for kernels that count in it as TensorFlow's do. */
public final class Rounding {
  private Rounding() {}

  public static DoubleUnaryOperator to(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> x -> x;
      case FLOAT32 -> x -> (float) x;
      default -> {
        ByteBuffer one = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        yield x -> {
          Elements.putDouble(one, dtype, 0, (float) x);
          return Elements.getDouble(one, dtype, 0);
        };
      }
    };
  }
}
