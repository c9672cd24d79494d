package org.ckpt4j.ops.linalg;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** Operations on matrices as programs call them. */
public final class LinearAlgebra {
  private LinearAlgebra() {}

  /** Calls an operation under the name among the options, or its own. */
  public static Node call(String op, Attrs attrs, OpOption[] options, Object... inputs) {
    List<Operand> operands = new ArrayList<>();
    Tensor first = ToTensor.of(inputs[0], null, "input");
    operands.add(first);
    for (int i = 1; i < inputs.length; i++) {
      operands.add(ToTensor.beside(first.dtype(), inputs[i], "input_" + i));
    }
    return StandardOps.run(op, Named.find(options), attrs, operands);
  }

  /** Counterpart: {@code tf.linalg.band_part}. */
  public static Tensor bandPart(Object input, long lower, long upper, OpOption... options) {
    Tensor x = ToTensor.of(input, null, "input");
    return StandardOps.run(
            "MatrixBandPart",
            Named.find(options),
            Attrs.none(),
            List.of(
                x,
                ToTensor.of(lower, DType.INT64, "num_lower"),
                ToTensor.of(upper, DType.INT64, "num_upper")))
        .output(0);
  }

  /** Counterpart: {@code tf.linalg.lstsq}, by way of the normal equations. */
  public static Tensor lstsq(Object matrix, Object rhs, double l2, OpOption... options) {
    Tensor regularizer = ToTensor.of(l2, DType.FLOAT64, "l2_regularizer");
    return call("MatrixSolveLs", Attrs.none(), options, matrix, rhs, regularizer).output(0);
  }

  /** Singular values, and vectors of both sides. */
  public record Svd(Tensor s, Tensor u, Tensor v) {}

  public static Svd svd(Object tensor, boolean fullMatrices, OpOption... options) {
    Node node = call("Svd", Attrs.of("full_matrices", fullMatrices), options, tensor);
    return new Svd(node.output(0), node.output(1), node.output(2));
  }

  /** Two tensors: q and r of a QR decomposition, eigenvalues and vectors, sign and logarithm. */
  public record Two(Tensor first, Tensor second) {
    static Two of(Node node) {
      return new Two(node.output(0), node.output(1));
    }
  }

  public static Two qr(Object input, boolean fullMatrices, OpOption... options) {
    return Two.of(call("Qr", Attrs.of("full_matrices", fullMatrices), options, input));
  }

  public static Two eigh(Object tensor, OpOption... options) {
    return Two.of(call("SelfAdjointEigV2", Attrs.none(), options, tensor));
  }

  public static Two slogdet(Object input, OpOption... options) {
    return Two.of(call("LogMatrixDeterminant", Attrs.none(), options, input));
  }
}
