package org.ckpt4j.ops.linalg;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code SparseMatMul}: a product of dense matrices of which one is said to be mostly zeros. */
final class SparseMatMul {
  static final OpDef DEF =
      OpDef.named("SparseMatMul")
          .inputs("a: Ta", "b: Tb")
          .outputs("product: float32")
          .attr("transpose_a", AttrKind.BOOL, false)
          .attr("transpose_b", AttrKind.BOOL, false)
          .attr("a_is_sparse", AttrKind.BOOL, false)
          .attr("b_is_sparse", AttrKind.BOOL, false)
          .attr("Ta", AttrKind.TYPE, DType.FLOAT32)
          .allow("Ta", DType.FLOAT32, DType.BFLOAT16)
          .attr("Tb", AttrKind.TYPE, DType.FLOAT32)
          .allow("Tb", DType.FLOAT32, DType.BFLOAT16)
          .infer(SparseMatMul::infer)
          .compute(SparseMatMul::compute)
          .gradient(SparseMatMul::gradient)
          .build();

  private SparseMatMul() {}

  private static List<Shape> infer(InferCall call) {
    return MatMul.infer(call);
  }

  private static EagerTensor compute(KernelCall call) {
    return MatMul.product(call, wide(call.input(0)), wide(call.input(1)));
  }

  private static EagerTensor wide(EagerTensor tensor) {
    return tensor.dtype() == DType.FLOAT32
        ? tensor
        : EagerTensor.of(Conversion.convert(tensor.raw(), DType.FLOAT32));
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor a = Formula.cast(call.input(0), DType.FLOAT32);
    Tensor b = Formula.cast(call.input(1), DType.FLOAT32);
    boolean ta = call.<Boolean>attr("transpose_a");
    boolean tb = call.<Boolean>attr("transpose_b");
    Tensor da = ta ? MatMul.product(b, dy, tb, true) : MatMul.product(dy, b, false, !tb);
    Tensor db = tb ? MatMul.product(dy, a, true, ta) : MatMul.product(a, dy, !ta, false);
    return Arrays.asList(
        Formula.cast(da, call.input(0).dtype()), Formula.cast(db, call.input(1).dtype()));
  }
}
