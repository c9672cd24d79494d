package org.ckpt4j.checkpoint.bundle;

import java.nio.ByteBuffer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;

/**
 * The bytes of one entry in a data file, with what is needed to complain about them.
 *
 * @param offset where in the file the bytes begin
 */
record StoredValue(String file, long offset, TensorKey key, TensorBytes bytes) {
  /** Damage at byte {@code at} of the value. */
  CorruptCheckpointException corrupt(
      Category category, long at, String format, Object... arguments) {
    return FileSlice.of(file, offset + at, ByteBuffer.allocate(0))
        .about(key)
        .corrupt(category, format, arguments);
  }

  CorruptCheckpointException corrupt(long at, String format, Object... arguments) {
    return corrupt(Category.DATA_LOSS, at, format, arguments);
  }
}
