package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code Transpose}, {@code ConjugateTranspose}: dimensions in another order; {@code
 * InvertPermutation}: the order that undoes one.
 */
public final class Transpose {
  public static final OpDef DEF =
      define("Transpose")
          .compute(Transpose::compute)
          .gradient((call, dy) -> Arrays.asList(of(dy.get(0), invert(call.input(1))), null))
          .build();

  public static final OpDef CONJUGATE =
      define("ConjugateTranspose")
          .compute(call -> conjugated(compute(call)))
          .gradient((call, dy) -> Arrays.asList(conjugate(dy.get(0), invert(call.input(1))), null))
          .build();

  public static final OpDef INVERT =
      OpDef.named("InvertPermutation")
          .inputs("x: T")
          .outputs("y: T")
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .infer(call -> List.of(Dims.rank(call, 0, 1)))
          .compute(Transpose::inverse)
          .notDifferentiable()
          .build();

  private Transpose() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("x: T", "perm: Tperm")
        .outputs("y: T")
        .attr("Tperm", AttrKind.TYPE, DType.INT32)
        .allow("Tperm", DType.INT32, DType.INT64)
        .infer(Transpose::infer);
  }

  /** Counterpart: {@code tf.transpose}; a null order turns all dimensions round. */
  public static Tensor of(Object a, @Nullable Object perm, OpOption... options) {
    return call(DEF, a, perm, options);
  }

  /** Counterpart: {@code tf.transpose(a, perm, conjugate=True)}. */
  public static Tensor conjugate(Object a, @Nullable Object perm, OpOption... options) {
    return call(CONJUGATE, a, perm, options);
  }

  /** Counterpart: {@code tf.math.invert_permutation}. */
  public static Tensor invert(Object perm, OpOption... options) {
    return Scoped.call(
        options,
        "InvertPermutation",
        name -> INVERT.call(name, Attrs.none(), ToTensor.beside(DType.INT32, perm, "x")));
  }

  private static Tensor call(OpDef def, Object a, @Nullable Object perm, OpOption... options) {
    return Scoped.call(
        options,
        "transpose",
        name -> {
          Tensor x = ToTensor.of(a, null, "a");
          return def.call(name, Attrs.none(), x, perm == null ? turned(x) : order(perm));
        });
  }

  private static Tensor order(Object perm) {
    return ToTensor.beside(DType.INT32, perm, "perm");
  }

  private static Tensor turned(Tensor x) {
    if (x.shape().hasKnownRank()) {
      int rank = x.shape().rank();
      int[] order = new int[rank];
      for (int i = 0; i < rank; i++) {
        order[i] = rank - 1 - i;
      }
      return order(order);
    }
    Tensor last = org.ckpt4j.ops.math.Arithmetic.SUB.operator(ShapeOp.rank(x), 1);
    Tensor upwards = Range.of(0, ShapeOp.rank(x), 1);
    return org.ckpt4j.ops.math.Arithmetic.SUB.operator(last, upwards);
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    Dims.rank(call, 1, 1);
    long[] perm = Dims.known(call, 1);
    long length = call.shape(1).hasKnownRank() ? call.shape(1).dim(0) : Shape.UNKNOWN_SIZE;
    if (!in.hasKnownRank()) {
      return List.of(length < 0 ? Shape.unknown() : Dims.unknown((int) length));
    }
    if (length >= 0 && length != in.rank()) {
      throw call.invalid("%d dimensions cannot be put into an order of %d", in.rank(), length);
    }
    if (perm == null) {
      return List.of(Dims.unknown(in.rank()));
    }
    long[] dims = new long[perm.length];
    for (int i = 0; i < perm.length; i++) {
      dims[i] = in.dim(Dims.axis(perm[i], in.rank(), call::invalid));
    }
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] perm = ElementArrays.longs(call.input(1));
    int rank = in.shape().rank();
    if (perm.length != rank) {
      throw call.invalid("%d dimensions cannot be put into an order of %d", rank, perm.length);
    }
    int[] order = new int[rank];
    boolean[] seen = new boolean[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = Dims.axis(perm[i], rank, call::invalid);
      if (seen[order[i]]) {
        throw call.invalid("%s names a dimension twice", Arrays.toString(perm));
      }
      seen[order[i]] = true;
    }
    return permuted(in, order);
  }

  /** Dimension {@code i} of the result is dimension {@code order[i]} of the input. */
  static EagerTensor permuted(EagerTensor in, int... order) {
    long[] own = Dims.strides(in.shape());
    long[] dims = new long[order.length];
    long[] steps = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      dims[i] = in.shape().dim(order[i]);
      steps[i] = own[order[i]];
    }
    Shape shape = Shape.of(dims);
    return new Assembly(in.dtype(), shape)
        .from(in)
        .box(dims, 0, steps, 0, Dims.strides(shape))
        .tensor();
  }

  private static EagerTensor conjugated(EagerTensor x) {
    if (!x.dtype().isComplex()) {
      return x;
    }
    double[] parts = ElementArrays.complex(x);
    for (int i = 1; i < parts.length; i += 2) {
      parts[i] = -parts[i];
    }
    return ElementArrays.complexTensor(x.dtype(), x.shape(), parts);
  }

  private static EagerTensor inverse(KernelCall call) {
    EagerTensor x = call.input(0);
    if (x.shape().rank() != 1) {
      throw call.invalid("a permutation is a vector, given shape %s", x.shape());
    }
    long[] perm = ElementArrays.longs(x);
    long[] out = new long[perm.length];
    Arrays.fill(out, -1);
    for (int i = 0; i < perm.length; i++) {
      if (perm[i] < 0 || perm[i] >= perm.length || out[(int) perm[i]] >= 0) {
        throw call.invalid("%s is not a permutation", Arrays.toString(perm));
      }
      out[(int) perm[i]] = i;
    }
    return ElementArrays.tensor(x.dtype(), x.shape(), out);
  }
}
