package org.ckpt4j.train;

import java.util.List;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.Node;
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
 * The first value of a variable whose rows, columns or both follow vocabularies, from a checkpoint
 * whose vocabularies were others.
 *
 * <p>Counterpart: {@code load_and_remap_matrix_initializer}.
 */
final class RemappedMatrix {
  private final String prefix;
  private final String tensor;
  private final Words rows;
  private final Words columns;
  private final Initializer backup;

  /**
   * What the rows or the columns stand for.
   *
   * @param newFile the vocabulary of the variable; empty if they stay in their order
   * @param oldFile that of the checkpoint
   * @param size how many there are, without buckets
   * @param oldSize how many lines of the old vocabulary count; -1 for all
   * @param buckets how many more there are, for unknown words
   */
  record Words(String newFile, String oldFile, long size, long oldSize, long buckets) {
    Words {
      if (buckets < 0) {
        throw new IllegalArgumentException(
            "there cannot be %d buckets for unknown words".formatted(buckets));
      }
    }

    /** The same number of them, in the same order. */
    static Words unchanged(long size) {
      return new Words("", "", size, -1, 0);
    }

    boolean follow() {
      return !newFile.isEmpty();
    }

    Node numbers(long offset, long count) {
      return GenerateVocabRemapping.of(newFile, oldFile, offset, count, oldSize);
    }

    /** Files that cannot be read now fail when the initializer runs, as in TF. */
    long present(long offset, long count) {
      if (!follow()) {
        return count;
      }
      try {
        return GenerateVocabRemapping.countPresent(newFile, oldFile, offset, count, oldSize);
      } catch (OpError unreadable) {
        return 0;
      }
    }
  }

  RemappedMatrix(String prefix, String tensor, Words rows, Words columns, Initializer backup) {
    if (!rows.follow() && !columns.follow()) {
      throw new IllegalArgumentException(
          "neither rows nor columns follow a vocabulary; initFromCheckpoint takes such a matrix");
    }
    this.prefix = prefix;
    this.tensor = tensor;
    this.rows = rows;
    this.columns = columns;
    this.backup = backup;
  }

  /**
   * A variable of which one axis follows a vocabulary.
   *
   * @param height the rows of the whole variable, used if words are columns
   * @param width the columns of the variable, used if words are rows
   */
  static RemappedMatrix of(String prefix, String tensor, VocabInfo vocab, long height, long width) {
    boolean byRow = vocab.axis() == 0;
    Words words =
        new Words(
            vocab.newVocab(),
            vocab.oldVocab(),
            vocab.newVocabSize(),
            byRow ? vocab.oldVocabSize() : -1,
            vocab.numOovBuckets());
    Words others = Words.unchanged(byRow ? width : height);
    Initializer backup =
        vocab.backupInitializer() == null ? Initializers.zeros() : vocab.backupInitializer();
    return new RemappedMatrix(
        prefix, tensor, byRow ? words : others, byRow ? others : words, backup);
  }

  /**
   * The value of one part.
   *
   * @param offset the part's first row within the whole
   * @throws IllegalArgumentException if the part is no matrix, or does not fit the vocabulary
   */
  Tensor part(Shape shape, long offset) {
    long height = shape.dim(0);
    if (height <= 0 || shape.dim(1) != columns.size() + columns.buckets()) {
      throw new IllegalArgumentException(
          "a part of shape %s does not fit %d columns and %d buckets"
              .formatted(shape, columns.size(), columns.buckets()));
    }
    if (offset + height > rows.size() + rows.buckets()) {
      throw new IllegalArgumentException(
          "rows %d to %d are asked for; the vocabulary and its buckets have %d"
              .formatted(offset, offset + height - 1, rows.size() + rows.buckets()));
    }
    long buckets = Math.min(height, Math.max(0, offset + height - rows.size()));
    if (offset > rows.size()) {
      return backup.initialize(shape, DType.FLOAT32, null);
    }
    return withBuckets(load(offset, height - buckets), height - buckets, buckets);
  }

  private Tensor load(long offset, long count) {
    Operand rowNumbers =
        rows.follow()
            ? rows.numbers(offset, count).output(0)
            : ToTensor.of(consecutive(offset, count), DType.INT64, "row_remapping");
    Operand columnNumbers =
        columns.follow()
            ? columns.numbers(0, columns.size()).output(0)
            : ToTensor.of(new long[0], DType.INT64, "col_remapping");
    long present = rows.present(offset, count) * columns.present(0, columns.size());
    Shape missing = Shape.of(count * columns.size() - present, 1);
    return LoadAndRemapMatrix.of(
        prefix,
        tensor,
        rowNumbers,
        columnNumbers,
        backup.initialize(missing, DType.FLOAT32, null),
        count,
        columns.size());
  }

  private static long[] consecutive(long from, long count) {
    long[] numbers = new long[Math.toIntExact(count)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = from + i;
    }
    return numbers;
  }

  private Tensor withBuckets(Tensor loaded, long count, long buckets) {
    Tensor whole = loaded;
    if (buckets > 0) {
      Tensor added = backup.initialize(Shape.of(buckets, columns.size()), DType.FLOAT32, null);
      whole = ConcatV2.of(List.of(whole, added), 0);
    }
    if (columns.buckets() > 0) {
      Shape shape = Shape.of(count + buckets, columns.buckets());
      whole = ConcatV2.of(List.of(whole, backup.initialize(shape, DType.FLOAT32, null)), 1);
    }
    return whole;
  }
}
