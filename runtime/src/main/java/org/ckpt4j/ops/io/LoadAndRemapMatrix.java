package org.ckpt4j.ops.io;

import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;

/**
 * {@code LoadAndRemapMatrix}: a matrix of a checkpoint with its rows and columns in another order,
 * and given values where there was none.
 */
public final class LoadAndRemapMatrix {
  public static final OpDef DEF =
      OpDef.named("LoadAndRemapMatrix")
          .inputs(
              "ckpt_path: string",
              "old_tensor_name: string",
              "row_remapping: int64",
              "col_remapping: int64",
              "initializing_values: float32")
          .outputs("output_matrix: float32")
          .attr("num_rows", AttrKind.INT)
          .atLeast("num_rows", 0)
          .attr("num_cols", AttrKind.INT)
          .atLeast("num_cols", 1)
          .attr("max_rows_in_memory", AttrKind.INT, -1)
          .stateful()
          .infer(LoadAndRemapMatrix::infer)
          .compute(LoadAndRemapMatrix::compute)
          .notDifferentiable()
          .build();

  private LoadAndRemapMatrix() {}

  /**
   * @param rows for each row its number in the checkpoint, or -1
   * @param columns the same for columns; empty if they stay as they are
   * @param values for what has no counterpart, row by row, exactly as many as are needed
   */
  public static Tensor of(
      String prefix,
      String name,
      Operand rows,
      Operand columns,
      Operand values,
      long numRows,
      long numColumns) {
    return DEF.call(
        Attrs.of("num_rows", numRows, "num_cols", numColumns),
        ToTensor.of(prefix, DType.STRING, "ckpt_path"),
        ToTensor.of(name, DType.STRING, "old_tensor_name"),
        rows,
        columns,
        values);
  }

  private static List<Shape> infer(InferCall call) {
    long rows = call.<Long>attr("num_rows");
    if (!call.shape(2).isCompatibleWith(Shape.of(rows))) {
      throw call.invalid("%d rows need as many numbers, given shape %s", rows, call.shape(2));
    }
    if (call.shape(3).hasKnownRank() && call.shape(3).rank() != 1) {
      throw call.invalid("columns are numbered by a vector, given shape %s", call.shape(3));
    }
    return List.of(Shape.of(rows, call.<Long>attr("num_cols")));
  }

  private static EagerTensor compute(KernelCall call) {
    long[] rows = ElementArrays.longs(call.input(2));
    long[] columns = ElementArrays.longs(call.input(3));
    long numColumns = call.<Long>attr("num_cols");
    if (rows.length != call.<Long>attr("num_rows")) {
      throw new InvalidArgumentError(
          "LoadAndRemapMatrix: %d rows need as many numbers, given %d"
              .formatted(call.<Long>attr("num_rows"), rows.length));
    }
    if (columns.length != 0 && columns.length != numColumns) {
      throw new InvalidArgumentError(
          "LoadAndRemapMatrix: %d columns need as many numbers, given %d"
              .formatted(numColumns, columns.length));
    }
    requireVector("rows", call.input(2));
    requireVector("columns", call.input(3));
    requireUnique("row", rows);
    requireUnique("column", columns);
    String prefix = SaveRequest.text(call.input(0), "prefix");
    String name = SaveRequest.text(call.input(1), "name");
    EagerTensor old =
        CheckpointErrors.translating(
            () -> {
              try (CheckpointReader reader = RestoreV2.open(prefix)) {
                return RestoreV2.read(reader, TensorKey.of(name), "", DType.FLOAT32);
              }
            });
    if (old.shape().rank() != 2) {
      throw new InvalidArgumentError(
          "tensor \"%s\" in %s has shape %s; only a matrix can be remapped"
              .formatted(name, prefix, old.shape()));
    }
    if (columns.length == 0 && old.shape().dim(1) != numColumns) {
      throw new InvalidArgumentError(
          "tensor \"%s\" in %s has shape %s, %d columns are asked for"
              .formatted(name, prefix, old.shape(), numColumns));
    }
    Shape shape = Shape.of(rows.length, numColumns);
    var matrix = new Remapped(old, rows, columns, ElementArrays.floats(call.input(4)));
    return ElementArrays.tensor(shape, matrix.fill(ElementArrays.length(shape)));
  }

  private static void requireVector(String what, EagerTensor numbers) {
    if (numbers.shape().rank() != 1) {
      throw new InvalidArgumentError(
          "LoadAndRemapMatrix: %s are numbered by a vector, given shape %s"
              .formatted(what, numbers.shape()));
    }
  }

  private static void requireUnique(String what, long[] numbers) {
    Set<Long> seen = new HashSet<>();
    for (long number : numbers) {
      if (number >= 0 && !seen.add(number)) {
        throw new InvalidArgumentError(
            "LoadAndRemapMatrix: %s %d of the checkpoint is asked for twice"
                .formatted(what, number));
      }
    }
  }

  private static final class Remapped {
    private final FloatBuffer old;
    private final long oldRows;
    private final long oldColumns;
    private final long[] rows;
    private final long[] columns;
    private final float[] values;
    private int used;

    Remapped(EagerTensor old, long[] rows, long[] columns, float[] values) {
      this.old = ElementArrays.bytes(old).asFloatBuffer();
      this.oldRows = old.shape().dim(0);
      this.oldColumns = old.shape().dim(1);
      this.rows = rows;
      this.columns = columns;
      this.values = values;
    }

    float[] fill(int length) {
      float[] out = new float[length];
      int width = rows.length == 0 ? 0 : length / rows.length;
      for (int i = 0; i < rows.length; i++) {
        check("row", rows[i], oldRows);
        for (int j = 0; j < width; j++) {
          long column = columns.length == 0 ? j : columns[j];
          check("column", column, oldColumns);
          boolean present = rows[i] >= 0 && column >= 0;
          out[i * width + j] =
              present ? old.get(Math.toIntExact(rows[i] * oldColumns + column)) : next();
        }
      }
      if (used != values.length) {
        throw new InvalidArgumentError(
            "LoadAndRemapMatrix: %d values to fill in, %d were needed"
                .formatted(values.length, used));
      }
      return out;
    }

    private static void check(String what, long index, long bound) {
      if (index >= bound) {
        throw new InvalidArgumentError(
            "LoadAndRemapMatrix: %s %d is asked for, the matrix has %d"
                .formatted(what, index, bound));
      }
    }

    private float next() {
      if (used == values.length) {
        throw new InvalidArgumentError(
            "LoadAndRemapMatrix: %d values to fill in are too few".formatted(values.length));
      }
      return values[used++];
    }
  }
}
