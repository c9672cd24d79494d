package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Functions of several operations: masks, grids, the identity matrix. */
public final class Masks {
  private Masks() {}

  /**
   * The slices of {@code tensor} where {@code mask} is true. Counterpart: {@code tf.boolean_mask}.
   *
   * @throws IllegalArgumentException if the mask's rank is unknown or zero
   */
  public static Tensor booleanMask(Object tensor, Object mask, int axis, OpOption... options) {
    return Scoped.call(
        options,
        "boolean_mask",
        name -> {
          Tensor in = ToTensor.of(tensor, null, "tensor");
          Tensor flags = ToTensor.of(mask, DType.BOOL, "mask");
          if (!flags.shape().hasKnownRank() || flags.shape().rank() == 0) {
            throw new IllegalArgumentException("a mask has a known rank above 0, given " + flags);
          }
          int rank = flags.shape().rank();
          Tensor shape = ShapeOp.of(in);
          Tensor masked = StridedSlice.at(shape, new Index.Span(axis, axis + rank, null));
          Tensor size =
              Registered.call("Prod", masked, ToTensor.of(new int[] {0}, DType.INT32, "axis"));
          Tensor flat =
              ConcatV2.of(
                  List.of(
                      StridedSlice.at(shape, new Index.Span(null, axis, null)),
                      ExpandDims.of(size, 0),
                      StridedSlice.at(shape, new Index.Span(axis + rank, null, null))),
                  0);
          Tensor line = Reshape.of(flags, new int[] {-1});
          Tensor indices = Squeeze.of(Where.of(line), List.of(1L));
          return Gather.of(Reshape.of(in, flat), indices, axis, 0);
        });
  }

  /**
   * For each length a row that is true so many times. Counterpart: {@code tf.sequence_mask}.
   *
   * @param maxLength the rows' length, or null: the greatest of the lengths
   */
  public static Tensor sequenceMask(
      Object lengths, @Nullable Object maxLength, DType dtype, OpOption... options) {
    return Scoped.call(
        options,
        "SequenceMask",
        name -> {
          Tensor given = ToTensor.beside(DType.INT32, lengths, "lengths");
          Tensor most =
              maxLength == null
                  ? Registered.call("Max", given, Range.of(0, ShapeOp.rank(given), 1))
                  : ToTensor.beside(given.dtype(), maxLength, "maxlen");
          Tensor row = Range.of(0, most, 1);
          Tensor column = Cast.of(ExpandDims.of(given, -1), row.dtype());
          Tensor mask = Arithmetic.LESS.of(row, column);
          return dtype == DType.BOOL ? mask : Cast.of(mask, dtype);
        });
  }

  /**
   * Every vector repeated along the others. Counterpart: {@code tf.meshgrid}.
   *
   * @param matrix whether the first vector goes along the first dimension ({@code indexing='ij'}),
   *     rather than along the second
   */
  public static List<Tensor> meshgrid(List<?> vectors, boolean matrix, OpOption... options) {
    return Scoped.call(
        options,
        "meshgrid",
        name -> {
          int count = vectors.size();
          List<Tensor> lines = new ArrayList<>();
          List<Tensor> sizes = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            int along = !matrix && i < 2 && count > 1 ? 1 - i : i;
            Tensor vector = ToTensor.of(vectors.get(i), null, "x");
            int[] dims = new int[count];
            java.util.Arrays.fill(dims, 1);
            dims[along] = -1;
            lines.add(Reshape.of(vector, dims));
            sizes.add(ShapeOp.size(vector, DType.INT32));
          }
          if (!matrix && count > 1) {
            java.util.Collections.swap(sizes, 0, 1);
          }
          Tensor shape = Pack.of(sizes, 0);
          return lines.stream().map(line -> BroadcastTo.of(line, shape)).toList();
        });
  }

  /** Ones on the diagonal of a matrix, zeros elsewhere. Counterpart: {@code tf.eye}. */
  public static Tensor eye(long rows, long columns, DType dtype, OpOption... options) {
    return Scoped.call(
        options,
        "eye",
        name -> {
          Tensor ones = Constants.ones(org.ckpt4j.tensor.Shape.of(Math.min(rows, columns)), dtype);
          return MatrixDiag.diag(ones, 0, rows, columns, "RIGHT_LEFT");
        });
  }
}
