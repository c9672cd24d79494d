package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code Diag}: a tensor on the diagonal of one of twice its rank; {@code DiagPart}: taken from
 * there; {@code MatrixBandPart}: a matrix without what lies far from its diagonal.
 */
public final class Diag {
  private static final DType[] NUMBERS = {
    DType.BFLOAT16,
    DType.FLOAT16,
    DType.FLOAT32,
    DType.FLOAT64,
    DType.INT32,
    DType.INT64,
    DType.COMPLEX64,
    DType.COMPLEX128
  };

  public static final OpDef DEF =
      OpDef.named("Diag")
          .inputs("diagonal: T")
          .outputs("output: T")
          .allow("T", NUMBERS)
          .infer(
              call -> {
                Dims.atLeast(call, 0, 1);
                Shape in = call.shape(0);
                return List.of(in.hasKnownRank() ? Dims.joined(in, in) : in);
              })
          .compute(
              call -> {
                EagerTensor in = call.input(0);
                long n = in.shape().numElements();
                return new Assembly(in.dtype(), Dims.joined(in.shape(), in.shape()))
                    .from(in)
                    .box(new long[] {n}, 0, new long[] {1}, 0, new long[] {n + 1})
                    .tensor();
              })
          .gradient(
              (call, dy) ->
                  List.of(Diag.PART.call(Attrs.none(), Objects.requireNonNull(dy.get(0)))))
          .build();

  public static final OpDef PART =
      OpDef.named("DiagPart")
          .inputs("input: T")
          .outputs("diagonal: T")
          .allow("T", NUMBERS)
          .infer(call -> List.of(half(call.shape(0), call::invalid)))
          .compute(
              call -> {
                EagerTensor in = call.input(0);
                Shape half = half(in.shape(), call::invalid);
                long n = half.numElements();
                return new Assembly(in.dtype(), half)
                    .from(in)
                    .box(new long[] {n}, 0, new long[] {n + 1}, 0, new long[] {1})
                    .tensor();
              })
          .gradient(
              (call, dy) -> List.of(Diag.DEF.call(Attrs.none(), Objects.requireNonNull(dy.get(0)))))
          .build();

  public static final OpDef BAND =
      OpDef.named("MatrixBandPart")
          .inputs("input: T", "num_lower: Tindex", "num_upper: Tindex")
          .outputs("band: T")
          .attr("Tindex", AttrKind.TYPE, DType.INT64)
          .allow("Tindex", DType.INT32, DType.INT64)
          .infer(Diag::inferBand)
          .compute(Diag::computeBand)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      bandPart(Objects.requireNonNull(dy.get(0)), call.input(1), call.input(2)),
                      null,
                      null))
          .build();

  private Diag() {}

  /** Counterpart: {@code tf.linalg.tensor_diag}. */
  public static Tensor of(Object diagonal, OpOption... options) {
    return Scoped.call(
        options,
        "Diag",
        name -> DEF.call(name, Attrs.none(), ToTensor.of(diagonal, null, "diagonal")));
  }

  /** Counterpart: {@code tf.linalg.tensor_diag_part}. */
  public static Tensor part(Object input, OpOption... options) {
    return Scoped.call(
        options,
        "DiagPart",
        name -> PART.call(name, Attrs.none(), ToTensor.of(input, null, "input")));
  }

  /** Counterpart: {@code tf.linalg.band_part}; -1 keeps the whole triangle. */
  public static Tensor bandPart(Object input, Object lower, Object upper, OpOption... options) {
    return Scoped.call(
        options,
        "MatrixBandPart",
        name ->
            BAND.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT64, lower, "num_lower"),
                ToTensor.beside(DType.INT64, upper, "num_upper")));
  }

  private static Shape half(Shape in, Refusal refusal) {
    if (!in.hasKnownRank()) {
      return in;
    }
    int rank = in.rank() / 2;
    Shape merged =
        in.rank() % 2 != 0 || in.rank() == 0
            ? null
            : Dims.merged(Dims.part(in, 0, rank), Dims.part(in, rank, in.rank()));
    if (merged == null) {
      throw refusal.because("the two halves of %s must be equal", in);
    }
    return merged;
  }

  private static List<Shape> inferBand(InferCall call) {
    Dims.rank(call, 1, 0);
    Dims.rank(call, 2, 0);
    return List.of(call.shape(0));
  }

  private static EagerTensor computeBand(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int rank = shape.rank();
    if (rank < 2) {
      throw call.invalid("matrices have rank 2 or more, given %s", shape);
    }
    long lower = call.input(1).longValue();
    long upper = call.input(2).longValue();
    long rows = shape.dim(rank - 2);
    long columns = shape.dim(rank - 1);
    if (lower > rows || upper > columns) {
      throw call.invalid("a band of %d and %d of a %d x %d matrix", lower, upper, rows, columns);
    }
    Assembly out = new Assembly(in.dtype(), shape).from(in);
    long count = Dims.product(shape, 0, rank - 2);
    for (long row = 0; row < rows * count; row++) {
      long r = row % rows;
      long first = lower < 0 ? 0 : Math.max(0, r - lower);
      long end = upper < 0 ? columns : Math.min(columns, r + upper + 1);
      if (end > first) {
        out.run(row * columns + first, row * columns + first, end - first);
      }
    }
    return out.tensor();
  }
}
