package org.ckpt4j.train;

import org.ckpt4j.variables.Initializer;
import org.jspecify.annotations.Nullable;

/**
 * How the rows (or columns) of a variable follow a vocabulary that has changed since a checkpoint
 * was written. Counterpart: {@code tf.compat.v1.train.VocabInfo}.
 *
 * @param newVocab the text file of the program's vocabulary, one word a line
 * @param newVocabSize how many of its lines count
 * @param numOovBuckets how many rows more there are for words outside of the vocabulary
 * @param oldVocab the text file of the checkpoint's vocabulary
 * @param oldVocabSize how many of its lines count; -1 for all
 * @param backupInitializer what new words and buckets begin with; null for zeros
 * @param axis 0 if words are rows, 1 if they are columns
 */
public record VocabInfo(
    String newVocab,
    int newVocabSize,
    int numOovBuckets,
    String oldVocab,
    int oldVocabSize,
    @Nullable Initializer backupInitializer,
    int axis) {
  public VocabInfo {
    if (axis != 0 && axis != 1) {
      throw new IllegalArgumentException("words are rows (0) or columns (1); axis is " + axis);
    }
  }

  /** The whole old vocabulary, zeros for what is new, words are rows. */
  public VocabInfo(String newVocab, int newVocabSize, int numOovBuckets, String oldVocab) {
    this(newVocab, newVocabSize, numOovBuckets, oldVocab, -1, null, 0);
  }

  public VocabInfo withOldVocabSize(int lines) {
    return new VocabInfo(
        newVocab, newVocabSize, numOovBuckets, oldVocab, lines, backupInitializer, axis);
  }

  public VocabInfo withBackupInitializer(Initializer initializer) {
    return new VocabInfo(
        newVocab, newVocabSize, numOovBuckets, oldVocab, oldVocabSize, initializer, axis);
  }

  public VocabInfo withAxis(int newAxis) {
    return new VocabInfo(
        newVocab, newVocabSize, numOovBuckets, oldVocab, oldVocabSize, backupInitializer, newAxis);
  }
}
