package org.ckpt4j.train;

import java.util.List;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.io.GenerateVocabRemapping;
import org.ckpt4j.ops.io.LoadAndRemapMatrix;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;

/**
 * The first value of a variable whose rows or columns follow a vocabulary, from a checkpoint whose
 * vocabulary was another one.
 */
final class RemappedMatrix {
  private final String prefix;
  private final String tensor;
  private final VocabInfo vocab;
  private final long newRows;
  private final long newColumns;
  private final Initializer backup;

  /**
   * @param rows the rows of the whole variable, used if words are columns
   * @param columns the columns of the variable, used if words are rows
   */
  RemappedMatrix(String prefix, String tensor, VocabInfo vocab, long rows, long columns) {
    this.prefix = prefix;
    this.tensor = tensor;
    this.vocab = vocab;
    this.newRows = vocab.axis() == 0 ? vocab.newVocabSize() : rows;
    this.newColumns = vocab.axis() == 0 ? columns : vocab.newVocabSize();
    this.backup =
        vocab.backupInitializer() == null ? Initializers.zeros() : vocab.backupInitializer();
  }

  /**
   * The value of one part.
   *
   * @param offset the part's first row within the whole
   * @throws IllegalArgumentException if the part is no matrix, or does not fit the vocabulary
   */
  Tensor part(Shape shape, long offset) {
    long rowBuckets = vocab.axis() == 0 ? vocab.numOovBuckets() : 0;
    long columnBuckets = vocab.axis() == 1 ? vocab.numOovBuckets() : 0;
    if (rowBuckets < 0 || columnBuckets < 0) {
      throw new IllegalArgumentException(
          "there cannot be %d buckets for unknown words".formatted(vocab.numOovBuckets()));
    }
    long rows = shape.dim(0);
    if (rows <= 0 || shape.dim(1) != newColumns + columnBuckets) {
      throw new IllegalArgumentException(
          "a part of shape %s does not fit %d columns and %d buckets"
              .formatted(shape, newColumns, columnBuckets));
    }
    if (offset + rows > newRows + rowBuckets) {
      throw new IllegalArgumentException(
          "rows %d to %d are asked for; the vocabulary and its buckets have %d"
              .formatted(offset, offset + rows - 1, newRows + rowBuckets));
    }
    long buckets = Math.min(rows, Math.max(0, offset + rows - newRows));
    if (offset > newRows) {
      return backup.initialize(shape, DType.FLOAT32, null);
    }
    return withBuckets(load(offset, rows - buckets), rows - buckets, buckets, columnBuckets);
  }

  private Tensor load(long offset, long rows) {
    Operand rowNumbers;
    Operand columnNumbers = ToTensor.of(new long[0], DType.INT64, "col_remapping");
    long presentRows = rows;
    long presentColumns = newColumns;
    if (vocab.axis() == 0) {
      rowNumbers =
          GenerateVocabRemapping.of(
                  vocab.newVocab(), vocab.oldVocab(), offset, rows, vocab.oldVocabSize())
              .output(0);
      presentRows = present(offset, rows, vocab.oldVocabSize());
    } else {
      long[] same = new long[(int) rows];
      for (int i = 0; i < same.length; i++) {
        same[i] = offset + i;
      }
      rowNumbers = ToTensor.of(same, DType.INT64, "row_remapping");
      columnNumbers =
          GenerateVocabRemapping.of(vocab.newVocab(), vocab.oldVocab(), 0, newColumns, -1)
              .output(0);
      presentColumns = present(0, newColumns, -1);
    }
    Shape missing = Shape.of(rows * newColumns - presentRows * presentColumns, 1);
    return LoadAndRemapMatrix.of(
        prefix,
        tensor,
        rowNumbers,
        columnNumbers,
        backup.initialize(missing, DType.FLOAT32, null),
        rows,
        newColumns);
  }

  /** Files that cannot be read now fail when the initializer runs, as in TF. */
  private long present(long offset, long count, long oldSize) {
    try {
      return GenerateVocabRemapping.countPresent(
          vocab.newVocab(), vocab.oldVocab(), offset, count, oldSize);
    } catch (OpError unreadable) {
      return 0;
    }
  }

  private Tensor withBuckets(Tensor loaded, long rows, long buckets, long columnBuckets) {
    Tensor whole = loaded;
    if (buckets > 0) {
      Tensor added = backup.initialize(Shape.of(buckets, newColumns), DType.FLOAT32, null);
      whole = ConcatV2.of(List.of(whole, added), 0);
    }
    if (columnBuckets > 0) {
      Shape shape = Shape.of(rows + buckets, columnBuckets);
      whole = ConcatV2.of(List.of(whole, backup.initialize(shape, DType.FLOAT32, null)), 1);
    }
    return whole;
  }
}
