package org.ckpt4j.ops.linalg;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays whose memory can be handed to {@link Blas}: row by row, without gaps. */
public final class Dense {
  /** From this many products on, the longer way into ND4J's own product pays. */
  static final long LARGE = 4_000_000;

  private Dense() {}

  /** The tensor's array, or a copy of it where it does not lie row by row. */
  public static INDArray of(EagerTensor tensor) {
    INDArray array = tensor.array();
    long expected = 1;
    for (int i = array.rank() - 1; i >= 0; i--) {
      if (array.size(i) != 1 && array.stride(i) != expected) {
        return array.dup('c');
      }
      expected *= array.size(i);
    }
    return array;
  }

  /** As {@link #of}; half and bfloat16 are widened to FLOAT32. */
  static INDArray widened(EagerTensor tensor) {
    return of(
        tensor.dtype().width() == 2
            ? EagerTensor.of(Conversion.convert(tensor.raw(), DType.FLOAT32))
            : tensor);
  }

  /** An array that a kernel needs while it computes, and frees. */
  public record Scratch(INDArray array) implements AutoCloseable {
    @Override
    public void close() {
      EagerTensor.free(array);
    }
  }

  /** An output to be written in full. */
  public static INDArray allocate(DataType type, Shape shape) {
    return EagerTensor.uninitialized(type, shape);
  }

  /**
   * Writes the product of two FLOAT32 matrices by ND4J's own operation: oneDNN, where it is there,
   * knows more processors than the BLAS.
   */
  static void multiply(
      INDArray a, INDArray b, INDArray out, boolean transposeA, boolean transposeB) {
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(out)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .build());
  }
}
