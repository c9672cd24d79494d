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
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code BatchMatMul} and its later versions, one row each: products of batches of matrices, either
 * one transposed and conjugated first. From the second version on batches widen as NumPy's do; the
 * third chooses the type of the result.
 */
public enum BatchMatMul {
  V1("BatchMatMul"),
  V2("BatchMatMulV2"),
  V3("BatchMatMulV3");

  private final OpDef def;

  BatchMatMul(String name) {
    OpDef.Builder builder = OpDef.named(name);
    if (name.endsWith("V3")) {
      builder
          .inputs("x: Ta", "y: Tb")
          .outputs("output: Tout")
          .attr("Tout", AttrKind.TYPE)
          .allow("Ta", types(DType.UINT8, DType.INT8, DType.INT16))
          .allow("Tb", types(DType.UINT8, DType.INT8, DType.INT16))
          .allow("Tout", types(DType.INT16));
    } else {
      builder.inputs("x: T", "y: T").outputs("output: T");
      if (name.endsWith("V2")) {
        builder.allow(
            "T", types(DType.INT16, DType.UINT8, DType.UINT16, DType.UINT32, DType.UINT64));
      } else {
        builder.allow("T", types());
      }
    }
    this.def =
        builder
            .attr("adj_x", AttrKind.BOOL, false)
            .attr("adj_y", AttrKind.BOOL, false)
            .infer(this::infer)
            .compute(this::compute)
            .gradient(this::gradient)
            .build();
  }

  private static DType[] types(DType... more) {
    DType[] all =
        Arrays.copyOf(
            new DType[] {
              DType.BFLOAT16,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT32,
              DType.INT64,
              DType.COMPLEX64,
              DType.COMPLEX128
            },
            8 + more.length);
    System.arraycopy(more, 0, all, 8, more.length);
    return all;
  }

  static List<OpDef> defs() {
    return Arrays.stream(values()).map(row -> row.def).toList();
  }

  public OpDef def() {
    return def;
  }

  private List<Shape> infer(InferCall call) {
    Shape a = call.shape(0);
    Shape b = call.shape(1);
    boolean adjX = call.<Boolean>attr("adj_x");
    boolean adjY = call.<Boolean>attr("adj_y");
    for (int i = 0; i < 2; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() < 2) {
        throw call.invalid("input %d must hold matrices, given shape %s", i, call.shape(i));
      }
    }
    if (!a.hasKnownRank() || !b.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    long inner = a.dim(a.rank() - (adjX ? 2 : 1));
    long other = b.dim(b.rank() - (adjY ? 1 : 2));
    if (inner >= 0 && other >= 0 && inner != other) {
      throw call.invalid("inner sizes %d and %d differ (shapes %s and %s)", inner, other, a, b);
    }
    Shape outerA = BatchDims.outer(a);
    Shape outerB = BatchDims.outer(b);
    Shape batch = this == V1 ? merged(outerA, outerB) : BatchDims.infer(outerA, outerB);
    if (batch == null) {
      throw call.invalid("batches of shapes %s and %s do not fit", a, b);
    }
    long[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
    dims[batch.rank()] = a.dim(a.rank() - (adjX ? 1 : 2));
    dims[batch.rank() + 1] = b.dim(b.rank() - (adjY ? 2 : 1));
    return List.of(Shape.of(dims));
  }

  /** Equal batches; null if they differ. */
  private static @Nullable Shape merged(Shape a, Shape b) {
    if (!a.isCompatibleWith(b)) {
      return null;
    }
    long[] dims = a.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] < 0 ? b.dim(i) : dims[i];
    }
    return Shape.of(dims);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor a = call.input(0);
    EagerTensor b = call.input(1);
    boolean adjX = call.<Boolean>attr("adj_x");
    boolean adjY = call.<Boolean>attr("adj_y");
    Shape x = a.shape();
    Shape y = b.shape();
    if (x.rank() < 2
        || y.rank() < 2
        || x.dim(x.rank() - (adjX ? 2 : 1)) != y.dim(y.rank() - (adjY ? 1 : 2))) {
      throw call.invalid("matrices of shapes %s and %s do not fit", x, y);
    }
    if (this == V1 && !BatchDims.outer(x).equals(BatchDims.outer(y))) {
      throw call.invalid("batches of shapes %s and %s differ", x, y);
    }
    if (this == V3) {
      DType out = call.attr("Tout");
      a = converted(a, out);
      b = converted(b, out);
    }
    return MatrixProduct.of(a, b, adjX, adjY, true);
  }

  private static EagerTensor converted(EagerTensor tensor, DType dtype) {
    return tensor.dtype() == dtype
        ? tensor
        : EagerTensor.of(Conversion.convert(tensor.raw(), dtype));
  }

  private Tensor product(GradientCall call, Operand x, Operand y, boolean adjX, boolean adjY) {
    Attrs attrs = Attrs.of("adj_x", adjX, "adj_y", adjY);
    return def.call(this == V3 ? attrs.with("Tout", call.<DType>attr("Tout")) : attrs, x, y);
  }

  private List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    boolean adjX = call.<Boolean>attr("adj_x");
    boolean adjY = call.<Boolean>attr("adj_y");
    Tensor dx = adjX ? product(call, y, dy, adjY, true) : product(call, dy, y, false, !adjY);
    Tensor dz = adjY ? product(call, dy, x, true, adjX) : product(call, x, dy, !adjX, false);
    if (this == V1 || sameBatch(x.shape(), y.shape())) {
      return Arrays.asList(dx, dz);
    }
    Tensor shapeX = Formula.shape(x);
    Tensor shapeY = Formula.shape(y);
    Node axes = Formula.node("BroadcastGradientArgs", Attrs.none(), outer(shapeX), outer(shapeY));
    return Arrays.asList(
        Formula.reshape(Formula.op("Sum", dx, axes.output(0)), shapeX),
        Formula.reshape(Formula.op("Sum", dz, axes.output(1)), shapeY));
  }

  private static boolean sameBatch(Shape x, Shape y) {
    return x.hasKnownRank()
        && y.hasKnownRank()
        && BatchDims.outer(x).isFullyDefined()
        && BatchDims.outer(x).equals(BatchDims.outer(y));
  }

  /** All sizes but the last two. */
  private static Tensor outer(Tensor shape) {
    return Formula.op(
        "StridedSlice",
        Attrs.of("begin_mask", 1L),
        shape,
        Formula.ints(0),
        Formula.ints(-2),
        Formula.ints(1));
  }
}
