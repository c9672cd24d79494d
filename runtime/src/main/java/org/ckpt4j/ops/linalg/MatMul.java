package org.ckpt4j.ops.linalg;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code MatMul}: product of two matrices, either one transposed first. */
public final class MatMul {
  public static final OpDef DEF =
      OpDef.named("MatMul")
          .inputs("a: T", "b: T")
          .outputs("product: T")
          .attr("transpose_a", AttrKind.BOOL, false)
          .attr("transpose_b", AttrKind.BOOL, false)
          .allow(
              "T",
              DType.BFLOAT16,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT32,
              DType.INT64,
              DType.UINT8,
              DType.UINT16,
              DType.UINT32,
              DType.UINT64,
              DType.COMPLEX64,
              DType.COMPLEX128)
          .infer(MatMul::infer)
          .compute(MatMul::compute)
          .gradient(MatMul::gradient)
          .build();

  private MatMul() {}

  /** Counterpart: {@code tf.matmul}; batches of matrices become a {@code BatchMatMulV2}. */
  public static Tensor of(Object a, Object b, OpOption... options) {
    return of(a, b, false, false, options);
  }

  /** Counterpart: {@code tf.matmul(a, b, transpose_a, transpose_b)}. */
  public static Tensor of(
      Object a, Object b, boolean transposeA, boolean transposeB, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "MatMul"))) {
      Tensor left = ToTensor.of(a, null, "a");
      Tensor right = ToTensor.beside(left.dtype(), b, "b");
      boolean batched =
          (left.shape().hasKnownRank() && left.shape().rank() > 2)
              || (right.shape().hasKnownRank() && right.shape().rank() > 2)
              || !left.shape().hasKnownRank()
              || !right.shape().hasKnownRank();
      if (!batched) {
        return DEF.call(
            scope.name(),
            Attrs.of("transpose_a", transposeA, "transpose_b", transposeB),
            left,
            right);
      }
      return BatchMatMul.V2
          .def()
          .call(scope.name(), Attrs.of("adj_x", transposeA, "adj_y", transposeB), left, right);
    }
  }

  static Tensor product(Operand a, Operand b, boolean transposeA, boolean transposeB) {
    return DEF.call(Attrs.of("transpose_a", transposeA, "transpose_b", transposeB), a, b);
  }

  static List<Shape> infer(InferCall call) {
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
    return product(call, call.input(0), call.input(1));
  }

  /** As the call's attributes say, of these matrices. */
  static EagerTensor product(KernelCall call, EagerTensor a, EagerTensor b) {
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    if (a.shape().rank() != 2
        || b.shape().rank() != 2
        || a.shape().dim(ta ? 0 : 1) != b.shape().dim(tb ? 1 : 0)) {
      throw call.invalid("matrices of shapes %s and %s do not fit", a.shape(), b.shape());
    }
    return MatrixProduct.of(a, b, ta, tb, false);
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor a = Formula.conj(call.input(0));
    Tensor b = Formula.conj(call.input(1));
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    // d(a) has a's own layout, hence the swap.
    Tensor da = ta ? product(b, dy, tb, true) : product(dy, b, false, !tb);
    Tensor db = tb ? product(dy, a, true, ta) : product(a, dy, !ta, false);
    return Arrays.asList(da, db);
  }
}
