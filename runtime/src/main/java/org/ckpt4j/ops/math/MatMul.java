package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** {@code MatMul}: product of two matrices, either one transposed first. */
public final class MatMul {
  public static final OpDef DEF =
      OpDef.named("MatMul")
          .inputs("a: T", "b: T")
          .outputs("product: T")
          .attr("transpose_a", AttrKind.BOOL, false)
          .attr("transpose_b", AttrKind.BOOL, false)
          .infer(MatMul::infer)
          .compute(MatMul::compute)
          .gradient(MatMul::gradient)
          .build();

  private MatMul() {}

  /** Counterpart: {@code tf.matmul} of matrices. */
  public static Tensor of(Object a, Object b, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "MatMul"))) {
      Tensor left = ToTensor.of(a, null, "a");
      return DEF.call(scope.name(), Attrs.none(), left, ToTensor.beside(left.dtype(), b, "b"));
    }
  }

  static Tensor of(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return DEF.call(Attrs.of("transpose_a", transposeA, "transpose_b", transposeB), a, b);
  }

  private static List<Shape> infer(InferCall call) {
    for (int i = 0; i < 2; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() != 2) {
        throw call.invalid("input %d must be a matrix, given shape %s", i, call.shape(i));
      }
    }
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    long inner = size(call.shape(0), ta ? 0 : 1);
    long other = size(call.shape(1), tb ? 1 : 0);
    if (inner >= 0 && other >= 0 && inner != other) {
      throw call.invalid("inner sizes %d and %d differ", inner, other);
    }
    return List.of(Shape.of(size(call.shape(0), ta ? 1 : 0), size(call.shape(1), tb ? 0 : 1)));
  }

  private static long size(Shape shape, int dimension) {
    return shape.hasKnownRank() ? shape.dim(dimension) : Shape.UNKNOWN_SIZE;
  }

  private static EagerTensor compute(KernelCall call) {
    DType dtype = call.input(0).dtype();
    if (!dtype.isFloating() && dtype != DType.INT32 && dtype != DType.INT64) {
      throw new UnimplementedError("MatMul is not defined for " + dtype);
    }
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    INDArray a = NdArrays.widened(call.input(0));
    INDArray b = NdArrays.widened(call.input(1));
    Shape shape = Shape.of(a.size(ta ? 1 : 0), b.size(tb ? 0 : 1));
    INDArray out = NdArrays.allocate(a.dataType(), shape);
    if (shape.numElements() > 0 && a.length() == 0) {
      // ND4J refuses an empty sum; it is zero.
      return NdArrays.narrowed(Nd4j.zeros(a.dataType(), shape.dims()), dtype);
    }
    if (shape.numElements() > 0) {
      Nd4j.getExecutioner()
          .exec(
              DynamicCustomOp.builder("matmul")
                  .addInputs(a, b)
                  .addOutputs(out)
                  .addIntegerArguments(ta ? 1 : 0, tb ? 1 : 0, 0)
                  .build());
    }
    return NdArrays.narrowed(out, dtype);
  }

  private static List<? extends Operand> gradient(
      GradientCall call, List<? extends Operand> outputGradients) {
    Tensor dy = outputGradients.get(0).asTensor();
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    // d(a) has a's own layout, hence the swap.
    Tensor da = ta ? of(b, dy, tb, true) : of(dy, b, false, !tb);
    Tensor db = tb ? of(dy, a, true, ta) : of(a, dy, !ta, false);
    return Arrays.asList(da, db);
  }
}
