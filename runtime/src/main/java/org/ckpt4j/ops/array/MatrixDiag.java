package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Collections;
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
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Diagonals of matrices, each in three versions: {@code MatrixDiag} makes matrices of them, {@code
 * MatrixDiagPart} takes them, {@code MatrixSetDiag} replaces them. The first version knows the main
 * diagonal, the second any band of them, the third how they are aligned.
 */
public final class MatrixDiag {
  /** Versions 1, 2, 3 of each. */
  static final List<OpDef> DIAG = List.of(diag(1), diag(2), diag(3));

  static final List<OpDef> PART = List.of(part(1), part(2), part(3));
  static final List<OpDef> SET = List.of(set(1), set(2), set(3));

  private MatrixDiag() {}

  static List<OpDef> defs() {
    List<OpDef> all = new ArrayList<>(DIAG);
    all.addAll(PART);
    all.addAll(SET);
    return all;
  }

  private static OpDef.Builder versioned(String name, int version) {
    OpDef.Builder builder = OpDef.named(version == 1 ? name : name + "V" + version);
    if (version == 3) {
      builder
          .attr("align", AttrKind.STRING, "RIGHT_LEFT")
          .oneOf("align", "LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT", "RIGHT_RIGHT");
    }
    return builder;
  }

  private static OpDef diag(int version) {
    OpDef.Builder builder = versioned("MatrixDiag", version);
    if (version == 1) {
      builder.inputs("diagonal: T");
    } else {
      builder.inputs(
          "diagonal: T", "k: int32", "num_rows: int32", "num_cols: int32", "padding_value: T");
    }
    return builder
        .outputs("output: T")
        .infer(call -> List.of(inferDiag(call)))
        .compute(MatrixDiag::computeDiag)
        .gradient(
            (call, dy) -> padded(call, takePart(call, Objects.requireNonNull(dy.get(0)), version)))
        .build();
  }

  private static OpDef part(int version) {
    OpDef.Builder builder = versioned("MatrixDiagPart", version);
    if (version == 1) {
      builder.inputs("input: T");
    } else {
      builder.inputs("input: T", "k: int32", "padding_value: T");
    }
    return builder
        .outputs("diagonal: T")
        .infer(call -> List.of(inferPart(call)))
        .compute(MatrixDiag::computePart)
        .gradient(
            (call, dy) ->
                padded(
                    call,
                    setDiag(
                        call,
                        Likes.zeros(call.input(0)),
                        Objects.requireNonNull(dy.get(0)),
                        version,
                        1)))
        .build();
  }

  private static OpDef set(int version) {
    OpDef.Builder builder = versioned("MatrixSetDiag", version);
    if (version == 1) {
      builder.inputs("input: T", "diagonal: T");
    } else {
      builder.inputs("input: T", "diagonal: T", "k: int32");
    }
    return builder
        .outputs("output: T")
        .infer(call -> List.of(inferSet(call)))
        .compute(MatrixDiag::computeSet)
        .gradient(
            (call, dy) -> {
              Operand given = Objects.requireNonNull(dy.get(0));
              Tensor dx = setDiag(call, given, Likes.zeros(call.input(1)), version, 2);
              List<@Nullable Operand> out = padded(call, dx);
              out.set(1, takePart(call, given, version, 2));
              return out;
            })
        .build();
  }

  /** The first input's gradient, none for the others. */
  private static List<@Nullable Operand> padded(GradientCall call, Operand first) {
    List<@Nullable Operand> out = new ArrayList<>(Collections.nCopies(call.numInputs(), null));
    out.set(0, first);
    return out;
  }

  private static Attrs align(GradientCall call, int version) {
    return version == 3 ? Attrs.of("align", call.<String>attr("align")) : Attrs.none();
  }

  private static Tensor takePart(GradientCall call, Operand dy, int version) {
    return takePart(call, dy, version, 1);
  }

  private static Tensor takePart(GradientCall call, Operand dy, int version, int kInput) {
    OpDef def = PART.get(version - 1);
    if (version == 1) {
      return def.call(Attrs.none(), dy);
    }
    Tensor zero = ToTensor.of(EagerTensor.of(Constants.zero(dy.dtype())), null, "zero");
    return def.call(align(call, version), dy, call.input(kInput), zero);
  }

  private static Tensor setDiag(
      GradientCall call, Operand whole, Operand diagonal, int version, int kInput) {
    OpDef def = SET.get(version - 1);
    return version == 1
        ? def.call(Attrs.none(), whole, diagonal)
        : def.call(align(call, version), whole, diagonal, call.input(kInput));
  }

  // Which diagonals

  private static long @Nullable [] k(InferCall call, int input) {
    if (call.numInputs() <= input) {
      return new long[] {0};
    }
    return Dims.known(call, input);
  }

  private static long[] k(KernelCall call, int input) {
    return call.numInputs() <= input ? new long[] {0} : ElementArrays.longs(call.input(input));
  }

  private static String align(@Nullable Object attr) {
    return attr == null ? "LEFT_LEFT" : (String) attr;
  }

  // Making matrices

  private static Shape inferDiag(InferCall call) {
    Dims.atLeast(call, 0, 1);
    Shape diagonal = call.shape(0);
    long[] k = k(call, 1);
    if (!diagonal.hasKnownRank()) {
      return diagonal;
    }
    if (call.numInputs() == 1) {
      return matrices(diagonal, new long[] {0}, -1, -1, false, call::invalid);
    }
    long[] rows = Dims.known(call, 2);
    long[] columns = Dims.known(call, 3);
    if (k == null) {
      return Shape.unknown();
    }
    int rank = diagonal.rank() + (k.length == 2 && k[0] != k[1] ? 0 : 1);
    return rows == null || columns == null
        ? Dims.unknown(rank)
        : matrices(diagonal, k, rows[0], columns[0], true, call::invalid);
  }

  private static Shape matrices(
      Shape diagonal, long[] k, long rows, long columns, boolean guessing, Refusal refusal) {
    boolean band = k.length == 2 && k[0] != k[1];
    if (k.length < 1 || k.length > 2 || diagonal.rank() < (band ? 2 : 1)) {
      throw refusal.because("diagonals of %s for k of %d", diagonal, k.length);
    }
    long low = k[0];
    long high = k[k.length - 1];
    if (low > high) {
      throw refusal.because("diagonals %d to %d", low, high);
    }
    Shape batch = Dims.part(diagonal, 0, diagonal.rank() - (band ? 2 : 1));
    long kept = band ? diagonal.dim(diagonal.rank() - 2) : 1;
    if (kept != high - low + 1) {
      throw refusal.because("%d diagonals for %d to %d", kept, low, high);
    }
    long longest = diagonal.dim(diagonal.rank() - 1);
    if (longest < 0 && !guessing) {
      return Dims.joined(batch, Shape.of(rows, columns));
    }
    // TF reckons with an unknown length of -1 as if it were one.
    long leastRows = longest - Math.min(high, 0);
    long leastColumns = longest + Math.max(low, 0);
    long allRows = rows;
    long allColumns = columns;
    if (rows == -1 && columns == -1) {
      allRows = Math.max(leastRows, leastColumns);
      allColumns = allRows;
    } else {
      allRows = rows == -1 ? leastRows : rows;
      allColumns = columns == -1 ? leastColumns : columns;
    }
    if (allRows < leastRows
        || allColumns < leastColumns
        || (allRows != leastRows && allColumns != leastColumns)) {
      throw refusal.because(
          "diagonals of length %d do not fit a %d x %d matrix", longest, allRows, allColumns);
    }
    return Dims.joined(batch, Shape.of(allRows, allColumns));
  }

  private static EagerTensor computeDiag(KernelCall call) {
    EagerTensor kept = call.input(0);
    boolean plain = call.numInputs() == 1;
    long[] k = k(call, 1);
    Shape out =
        matrices(
            kept.shape(),
            k,
            plain ? -1 : call.input(2).longValue(),
            plain ? -1 : call.input(3).longValue(),
            true,
            call::invalid);
    Assembly assembly = new Assembly(kept.dtype(), out);
    if (!plain) {
      assembly.fill(call.input(4));
    }
    diagonals(call, out, k).set(assembly, kept, Dims.product(out, 0, out.rank() - 2));
    return assembly.tensor();
  }

  private static Diagonals diagonals(KernelCall call, Shape matrices, long[] k) {
    int rank = matrices.rank();
    if (rank < 2) {
      throw call.invalid("matrices have rank 2 or more, given %s", matrices);
    }
    return Diagonals.of(
        k,
        matrices.dim(rank - 2),
        matrices.dim(rank - 1),
        align(call.attrs().find("align")),
        call::invalid);
  }

  // Taking diagonals

  private static Shape inferPart(InferCall call) {
    Dims.atLeast(call, 0, 2);
    Shape in = call.shape(0);
    long[] k = k(call, 1);
    if (!in.hasKnownRank() || k == null) {
      return Shape.unknown();
    }
    int batch = in.rank() - 2;
    Diagonals diagonals =
        Diagonals.of(
            k, in.dim(batch), in.dim(batch + 1), align(call.findAttr("align")), call::invalid);
    return diagonals.kept(Dims.part(in, 0, batch));
  }

  private static EagerTensor computePart(KernelCall call) {
    EagerTensor in = call.input(0);
    Diagonals diagonals = diagonals(call, in.shape(), k(call, 1));
    Shape batch = Dims.part(in.shape(), 0, in.shape().rank() - 2);
    Assembly kept = new Assembly(in.dtype(), diagonals.kept(batch));
    if (call.numInputs() > 1) {
      kept.fill(call.input(2));
    }
    diagonals.part(kept, in, batch.numElements());
    return kept.tensor();
  }

  // Replacing diagonals

  private static Shape inferSet(InferCall call) {
    Dims.atLeast(call, 0, 2);
    Dims.atLeast(call, 1, 1);
    Shape in = call.shape(0);
    Shape diagonal = call.shape(1);
    long[] k = k(call, 2);
    if (!in.hasKnownRank() || k == null) {
      return in;
    }
    int batch = in.rank() - 2;
    Diagonals diagonals =
        Diagonals.of(
            k, in.dim(batch), in.dim(batch + 1), align(call.findAttr("align")), call::invalid);
    boolean band = k.length == 2 && k[0] != k[1];
    // TF takes a number of diagonals that is not known for a wrong one.
    boolean counted =
        !band
            || !diagonal.hasKnownRank()
            || diagonal.rank() < 2
            || diagonal.dim(diagonal.rank() - 2) >= 0;
    if (!counted || !diagonals.kept(Dims.part(in, 0, batch)).isCompatibleWith(diagonal)) {
      throw call.invalid("diagonals of %s for %s", diagonal, in);
    }
    return in;
  }

  private static EagerTensor computeSet(KernelCall call) {
    EagerTensor in = call.input(0);
    EagerTensor kept = call.input(1);
    Diagonals diagonals = diagonals(call, in.shape(), k(call, 2));
    Shape batch = Dims.part(in.shape(), 0, in.shape().rank() - 2);
    if (!diagonals.kept(batch).equals(kept.shape())) {
      throw call.invalid("diagonals of %s for %s", kept.shape(), in.shape());
    }
    Assembly out = new Assembly(in.dtype(), in.shape()).all(in, 0);
    diagonals.set(out, kept, batch.numElements());
    return out.tensor();
  }

  // Functions

  /** Counterpart: {@code tf.linalg.diag}. */
  public static Tensor diag(Object diagonal, Object k, Object rows, Object columns, String align) {
    Tensor kept = ToTensor.of(diagonal, null, "diagonal");
    return DIAG.get(2)
        .call(
            Attrs.of("align", align),
            kept,
            ToTensor.of(k, DType.INT32, "k"),
            ToTensor.of(rows, DType.INT32, "num_rows"),
            ToTensor.of(columns, DType.INT32, "num_cols"),
            ToTensor.of(EagerTensor.of(Constants.zero(kept.dtype())), null, "padding_value"));
  }

  /** Counterpart: {@code tf.linalg.diag_part}. */
  public static Tensor diagPart(Object input, Object k, String align) {
    Tensor in = ToTensor.of(input, null, "input");
    return PART.get(2)
        .call(
            Attrs.of("align", align),
            in,
            ToTensor.of(k, DType.INT32, "k"),
            ToTensor.of(EagerTensor.of(Constants.zero(in.dtype())), null, "padding_value"));
  }

  /** Counterpart: {@code tf.linalg.set_diag}. */
  public static Tensor setDiag(Object input, Object diagonal, Object k, String align) {
    Tensor in = ToTensor.of(input, null, "input");
    return SET.get(2)
        .call(
            Attrs.of("align", align),
            in,
            ToTensor.of(diagonal, in.dtype(), "diagonal"),
            ToTensor.of(k, DType.INT32, "k"));
  }
}
