package org.ckpt4j.ops.sparse;

import static org.ckpt4j.ops.Formula.conj;
import static org.ckpt4j.ops.Formula.gather;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.op;
import static org.ckpt4j.ops.Formula.sum;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code SparseTensorDenseMatMul}: a sparse matrix times a dense one. */
final class SparseDenseMatMul {
  static final OpDef DEF =
      OpDef.named("SparseTensorDenseMatMul")
          .inputs("a_indices: Tindices", "a_values: T", "a_shape: int64", "b: T")
          .outputs("product: T")
          .attr("Tindices", AttrKind.TYPE, DType.INT64)
          .allow("Tindices", DTypeSets.indices())
          .attr("adjoint_a", AttrKind.BOOL, false)
          .attr("adjoint_b", AttrKind.BOOL, false)
          .infer(SparseDenseMatMul::infer)
          .compute(SparseDenseMatMul::compute)
          .gradient(SparseDenseMatMul::gradient)
          .build();

  private SparseDenseMatMul() {}

  private static List<Shape> infer(InferCall call) {
    SparseShapes.check(call, 0, 1, 2);
    SparseShapes.ranked(call, 3, 2);
    Shape a = SparseShapes.unknownOf(call, 2);
    boolean adjointA = call.<Boolean>attr("adjoint_a");
    boolean adjointB = call.<Boolean>attr("adjoint_b");
    long rows = Shape.UNKNOWN_SIZE;
    if (a.hasKnownRank()) {
      if (a.rank() != 2) {
        throw call.invalid("the sparse tensor must be a matrix, given rank %d", a.rank());
      }
      rows = a.dim(adjointA ? 1 : 0);
      long inner = a.dim(adjointA ? 0 : 1);
      long other = SparseShapes.size(call, 3, adjointB ? 1 : 0);
      if (inner >= 0 && other >= 0 && inner != other && call.isEager()) {
        throw call.invalid("inner sizes %d and %d differ", inner, other);
      }
    }
    return List.of(Shape.of(rows, SparseShapes.size(call, 3, adjointB ? 0 : 1)));
  }

  private static EagerTensor compute(KernelCall call) {
    Coordinates a = Coordinates.unchecked(call, 0, 1, ElementArrays.longs(call.input(2)));
    Shape b = call.input(3).shape();
    if (a.rank() != 2 || b.rank() != 2) {
      throw call.invalid("matrices are needed, given %s and %s", a.denseShape(), b);
    }
    boolean adjointA = call.<Boolean>attr("adjoint_a");
    boolean adjointB = call.<Boolean>attr("adjoint_b");
    int inner = Math.toIntExact(a.shape()[adjointA ? 0 : 1]);
    int rows = Math.toIntExact(a.shape()[adjointA ? 1 : 0]);
    if (inner != b.dim(adjointB ? 1 : 0)) {
      throw call.invalid("inner sizes %d and %d differ", inner, b.dim(adjointB ? 1 : 0));
    }
    a.requireInside(call);
    int columns = Math.toIntExact(b.dim(adjointB ? 0 : 1));
    int step = adjointB ? inner : 1;
    Shape shape = Shape.of(rows, columns);
    DType dtype = call.input(1).dtype();
    int n = ElementArrays.length(shape);
    int stride = adjointB ? 1 : columns;
    if (dtype.isComplex()) {
      double[] values = ElementArrays.complex(call.input(1));
      double[] dense = ElementArrays.complex(call.input(3));
      double[] out = new double[2 * n];
      for (int i = 0; i < a.count(); i++) {
        double re = values[2 * i];
        double im = adjointA ? -values[2 * i + 1] : values[2 * i + 1];
        int to = (int) a.index(i, adjointA ? 1 : 0) * columns;
        int from = (int) a.index(i, adjointA ? 0 : 1) * stride;
        for (int j = 0; j < columns; j++) {
          double re2 = dense[2 * (from + j * step)];
          double im2 = (adjointB ? -1 : 1) * dense[2 * (from + j * step) + 1];
          out[2 * (to + j)] += re * re2 - im * im2;
          out[2 * (to + j) + 1] += re * im2 + im * re2;
        }
      }
      return ElementArrays.complexTensor(dtype, shape, out);
    }
    if (dtype.isFloating()) {
      double[] values = ElementArrays.doubles(call.input(1));
      double[] dense = ElementArrays.doubles(call.input(3));
      double[] out = new double[n];
      for (int i = 0; i < a.count(); i++) {
        int to = (int) a.index(i, adjointA ? 1 : 0) * columns;
        int from = (int) a.index(i, adjointA ? 0 : 1) * stride;
        for (int j = 0; j < columns; j++) {
          out[to + j] += values[i] * dense[from + j * step];
        }
      }
      return ElementArrays.tensor(dtype, shape, out);
    }
    long[] values = ElementArrays.longs(call.input(1));
    long[] dense = ElementArrays.longs(call.input(3));
    long[] out = new long[n];
    for (int i = 0; i < a.count(); i++) {
      int to = (int) a.index(i, adjointA ? 1 : 0) * columns;
      int from = (int) a.index(i, adjointA ? 0 : 1) * stride;
      for (int j = 0; j < columns; j++) {
        out[to + j] += values[i] * dense[from + j * step];
      }
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    boolean adjointA = call.<Boolean>attr("adjoint_a");
    boolean adjointB = call.<Boolean>attr("adjoint_b");
    Tensor indices = call.input(0);
    Tensor b = call.input(3);
    Tensor db =
        DEF.call(Attrs.of("adjoint_a", !adjointA), indices, call.input(1), call.input(2), dy);
    db = adjointB ? conj(Formula.transpose(db, 1, 0)) : db;
    Tensor rows = op("GatherV2", indices, Formula.ints(0), Formula.scalar(DType.INT32, 1));
    Tensor columns = op("GatherV2", indices, Formula.ints(1), Formula.scalar(DType.INT32, 1));
    Tensor flat = Formula.ints(-1);
    rows = Formula.reshape(rows, flat);
    columns = Formula.reshape(columns, flat);
    Tensor partsA = gather(dy, adjointA ? columns : rows);
    Tensor other = adjointB ? conj(Formula.transpose(b, 1, 0)) : b;
    Tensor partsB = gather(other, adjointA ? rows : columns);
    Tensor product = adjointA ? mul(conj(partsA), partsB) : mul(partsA, conj(partsB));
    return Arrays.asList(null, sum(product, false, 1), null, db);
  }
}
