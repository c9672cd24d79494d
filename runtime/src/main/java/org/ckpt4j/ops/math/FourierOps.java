package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.Formula.cast;
import static org.ckpt4j.ops.Formula.mul;
import static org.ckpt4j.ops.Formula.op;

import java.util.ArrayList;
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
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code FFT}, {@code IFFT}, {@code RFFT}, {@code IRFFT}, along the last one, two or three
 * dimensions.
 */
final class FourierOps {
  private FourierOps() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (int rank = 1; rank <= 3; rank++) {
      String suffix = rank == 1 ? "" : rank + "D";
      int dims = rank;
      for (boolean inverse : new boolean[] {false, true}) {
        String partner = (inverse ? "FFT" : "IFFT") + suffix;
        defs.add(
            OpDef.named((inverse ? "IFFT" : "FFT") + suffix)
                .inputs("input: Tcomplex")
                .outputs("output: Tcomplex")
                .attr("Tcomplex", AttrKind.TYPE, DType.COMPLEX64)
                .allow("Tcomplex", DType.COMPLEX64, DType.COMPLEX128)
                .infer(
                    call -> {
                      Dims.atLeast(call, 0, dims);
                      return List.of(call.shape(0));
                    })
                .compute(call -> complex(call, dims, inverse))
                .gradient((call, dys) -> ofComplex(dys, partner, dims, inverse))
                .build());
        defs.add(real(suffix, dims, inverse));
      }
    }
    return defs;
  }

  private static OpDef real(String suffix, int rank, boolean inverse) {
    OpDef.Builder builder =
        OpDef.named((inverse ? "IRFFT" : "RFFT") + suffix)
            .inputs(inverse ? "input: Tcomplex" : "input: Treal", "fft_length: int32")
            .outputs(inverse ? "output: Treal" : "output: Tcomplex")
            .attr("Treal", AttrKind.TYPE, DType.FLOAT32)
            .allow("Treal", DType.FLOAT32, DType.FLOAT64)
            .attr("Tcomplex", AttrKind.TYPE, DType.COMPLEX64)
            .allow("Tcomplex", DType.COMPLEX64, DType.COMPLEX128)
            .infer(call -> List.of(inferReal(call, rank, inverse)))
            .compute(call -> inverse ? toReal(call, rank) : fromReal(call, rank));
    if (rank > 2) {
      return builder.noGradient().build();
    }
    return builder
        .gradient((call, dys) -> inverse ? ofToReal(call, dys, rank) : ofFromReal(call, dys, rank))
        .build();
  }

  private static Shape inferReal(InferCall call, int rank, boolean inverse) {
    Dims.atLeast(call, 0, rank);
    Shape length = Dims.rank(call, 1, 1);
    if (length.dim(0) >= 0 && length.dim(0) != rank) {
      throw call.invalid("fft_length has %d numbers, not %d", length.dim(0), rank);
    }
    Shape in = call.shape(0);
    if (!in.hasKnownRank()) {
      return in;
    }
    long[] known = Dims.known(call, 1);
    long[] dims = in.dims();
    for (int i = 0; i < rank; i++) {
      boolean last = i == rank - 1;
      long size = known == null ? Shape.UNKNOWN_SIZE : known[i];
      dims[dims.length - rank + i] = last && !inverse && size > 0 ? size / 2 + 1 : size;
    }
    return Shape.of(dims);
  }

  private static EagerTensor complex(KernelCall call, int rank, boolean inverse) {
    EagerTensor in = call.input(0);
    if (in.shape().rank() < rank) {
      throw call.invalid("an input of shape %s has fewer than %d dimensions", in.shape(), rank);
    }
    double[] parts = ElementArrays.complex(in);
    transform(parts, in.shape(), rank, inverse);
    return ElementArrays.complexTensor(in.dtype(), in.shape(), parts);
  }

  private static void transform(double[] parts, Shape shape, int rank, boolean inverse) {
    for (int d = shape.rank() - rank; d < shape.rank(); d++) {
      int inner = (int) Dims.product(shape, d + 1, shape.rank());
      Fourier.along(parts, (int) shape.dim(d), inner, inverse);
    }
  }

  private static long[] lengths(KernelCall call, int rank, boolean halved) {
    Shape in = call.input(0).shape();
    long[] lengths = ElementArrays.longs(call.input(1));
    if (in.rank() < rank || lengths.length != rank) {
      throw call.invalid("%d lengths for an input of shape %s", lengths.length, in);
    }
    for (int i = 0; i < rank; i++) {
      long needed = halved && i == rank - 1 && lengths[i] > 0 ? lengths[i] / 2 + 1 : lengths[i];
      if (lengths[i] < 0) {
        throw call.invalid("fft_length %d is negative", lengths[i]);
      }
      if (in.numElements() > 0 && in.dim(in.rank() - rank + i) < needed) {
        throw call.invalid("an input of %s is too short for lengths of %d", in, lengths[i]);
      }
    }
    return lengths;
  }

  private static void requireTypes(KernelCall call) {
    DType real = call.attr("Treal");
    DType complex = call.attr("Tcomplex");
    if (ElementArrays.part(complex) != real) {
      throw call.invalid("%s does not consist of %s", complex, real);
    }
  }

  private static Shape resized(Shape in, int rank, long[] sizes) {
    long[] dims = in.dims();
    System.arraycopy(sizes, 0, dims, dims.length - rank, rank);
    return Shape.of(dims);
  }

  private static EagerTensor fromReal(KernelCall call, int rank) {
    requireTypes(call);
    EagerTensor in = call.input(0);
    long[] lengths = lengths(call, rank, false);
    Shape whole = resized(in.shape(), rank, lengths);
    long[] half = lengths.clone();
    half[rank - 1] = half[rank - 1] > 0 ? half[rank - 1] / 2 + 1 : 0;
    Shape out = resized(in.shape(), rank, half);
    DType complex = call.attr("Tcomplex");
    double[] parts = new double[ElementArrays.length(whole) * 2];
    if (in.shape().numElements() > 0) {
      double[] x = ElementArrays.doubles(in);
      move(in.shape(), whole, (from, to) -> parts[2 * to] = x[from]);
      transform(parts, whole, rank, false);
    }
    double[] kept = new double[ElementArrays.length(out) * 2];
    move(
        whole,
        out,
        (from, to) -> {
          kept[2 * to] = parts[2 * from];
          kept[2 * to + 1] = parts[2 * from + 1];
        });
    return ElementArrays.complexTensor(complex, out, kept);
  }

  private static EagerTensor toReal(KernelCall call, int rank) {
    requireTypes(call);
    EagerTensor in = call.input(0);
    long[] lengths = lengths(call, rank, true);
    Shape out = resized(in.shape(), rank, lengths);
    long[] half = lengths.clone();
    half[rank - 1] = half[rank - 1] > 0 ? half[rank - 1] / 2 + 1 : 0;
    Shape given = resized(in.shape(), rank, half);
    double[] result = new double[ElementArrays.length(out)];
    if (in.shape().numElements() > 0 && result.length > 0) {
      double[] x = ElementArrays.complex(in);
      double[] parts = new double[ElementArrays.length(given) * 2];
      move(
          in.shape(),
          given,
          (from, to) -> {
            parts[2 * to] = x[2 * from];
            parts[2 * to + 1] = x[2 * from + 1];
          });
      transform(
          parts, Dims.part(given, 0, given.rank() - 1), given.dim(given.rank() - 1), rank - 1);
      mirror(parts, (int) half[rank - 1], result, (int) lengths[rank - 1]);
    }
    return ElementArrays.tensor(call.<DType>attr("Treal"), out, result);
  }

  /** Back along the dimensions before the last one. */
  private static void transform(double[] parts, Shape outer, long last, int rank) {
    for (int d = outer.rank() - rank; d < outer.rank(); d++) {
      int inner = (int) (Dims.product(outer, d + 1, outer.rank()) * last);
      Fourier.along(parts, (int) outer.dim(d), inner, true);
    }
  }

  /** Lines whose other half is the conjugate of the given one, back to real numbers. */
  private static void mirror(double[] parts, int half, double[] out, int length) {
    double[] line = new double[2 * length];
    for (int row = 0; row < out.length / length; row++) {
      for (int k = 0; k < length; k++) {
        int at = 2 * (row * half + (k < half ? k : length - k));
        line[2 * k] = parts[at];
        line[2 * k + 1] = k < half ? parts[at + 1] : -parts[at + 1];
      }
      double[] done = Fourier.transform(line, true);
      for (int k = 0; k < length; k++) {
        out[row * length + k] = done[2 * k] / length;
      }
    }
  }

  private interface Move {
    void move(int from, int to);
  }

  /** All places that two dense arrays of one rank have in common. */
  private static void move(Shape from, Shape to, Move move) {
    int rank = from.rank();
    long[] at = new long[rank];
    if (from.numElements() == 0 || to.numElements() == 0) {
      return;
    }
    while (true) {
      long f = 0;
      long t = 0;
      for (int d = 0; d < rank; d++) {
        f = f * from.dim(d) + at[d];
        t = t * to.dim(d) + at[d];
      }
      move.move((int) f, (int) t);
      int d = rank - 1;
      while (d >= 0 && ++at[d] == Math.min(from.dim(d), to.dim(d))) {
        at[d--] = 0;
      }
      if (d < 0) {
        return;
      }
    }
  }

  // Gradients

  /** How many elements the last dimensions span, as a number of this type. */
  private static Tensor size(Operand x, int rank, DType dtype) {
    Tensor reversed = op("ReverseV2", Formula.shape(x), Formula.ints(0));
    Tensor last = Formula.slice(reversed, 0, rank);
    return cast(op("Prod", last, Formula.ints(0)), dtype);
  }

  private static List<@Nullable Operand> ofComplex(
      List<? extends @Nullable Operand> dys, String partner, int rank, boolean inverse) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor size = size(dy, rank, dy.dtype());
    Tensor back = op(partner, dy);
    return Arrays.asList(inverse ? Formula.div(back, size) : mul(back, size));
  }

  private static List<@Nullable Operand> ofFromReal(
      GradientCall call, List<? extends @Nullable Operand> dys, int rank) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    DType real = call.input(0).dtype();
    int dims = dy.shape().rank();
    Tensor length = Formula.slice(call.input(1), rank - 1, 1);
    Tensor half = Formula.slice(Formula.shape(dy), dims - 1, 1);
    Tensor missing = Formula.sub(length, half);
    Tensor before = Formula.ints(new long[2 * dims - 1]);
    Tensor paddings = Formula.reshape(Formula.concat(before, missing), Formula.ints(dims, 2));
    Tensor whole = op("Pad", dy, paddings);
    Tensor back = op("IFFT" + (rank == 1 ? "" : rank + "D"), whole);
    Tensor scaled = mul(back, size(whole, rank, dy.dtype()));
    return Arrays.asList(op("Real", Attrs.of("Tout", real), scaled), null);
  }

  private static List<@Nullable Operand> ofToReal(
      GradientCall call, List<? extends @Nullable Operand> dys, int rank) {
    Tensor dy = Objects.requireNonNull(dys.get(0)).asTensor();
    DType complex = call.input(0).dtype();
    Tensor length = Formula.squeeze(Formula.slice(call.input(1), rank - 1, 1), 0);
    int dims = call.input(0).shape().rank();
    Tensor half = Formula.squeeze(Formula.slice(Formula.shape(call.input(0)), dims - 1, 1), 0);
    Tensor numbers =
        op("Range", Formula.scalar(DType.INT32, 0), half, Formula.scalar(DType.INT32, 1));
    Tensor once =
        op(
            "LogicalOr",
            op("Equal", numbers, Formula.scalar(DType.INT32, 0)),
            op("Equal", Formula.add(numbers, numbers), length));
    Tensor mask = Formula.where(once, Formula.scalar(dy.dtype(), 1), Formula.scalar(dy.dtype(), 2));
    Tensor scale = Formula.div(mask, size(dy, rank, dy.dtype()));
    Tensor forth =
        op(
            "RFFT" + (rank == 1 ? "" : rank + "D"),
            Attrs.of("Tcomplex", complex),
            dy,
            call.input(1));
    return Arrays.asList(mul(forth, cast(scale, complex)), null);
  }
}
