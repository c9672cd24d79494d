package org.ckpt4j.checkpoint.table;

import java.io.IOException;
import java.util.Arrays;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the entries of a table in the order of the keys; begins before the first.
 *
 * <p>Checks what it meets: keys that rise, within blocks and across, and do not exceed their index
 * key; and as long as it walks from the beginning, data blocks without holes or overlaps. Not for
 * several threads.
 */
public final class TableCursor {
  private static final long UNKNOWN = -1;

  private final TableReader table;
  private final Block.Cursor blocks;
  private Block.@Nullable Cursor entries;
  private byte @Nullable [] separator;
  private byte @Nullable [] key;
  private long nextBlock;

  TableCursor(TableReader table) throws IOException {
    this.table = table;
    this.blocks = table.indexCursor();
  }

  /**
   * Goes to the next entry; false behind the last.
   *
   * @throws CorruptCheckpointException if the bytes there are damaged
   */
  public boolean next() throws IOException {
    while (entries == null || !entries.next()) {
      if (!nextBlock()) {
        entries = null;
        return false;
      }
    }
    checkKey();
    return true;
  }

  /** Goes to the first entry whose key is at or above {@code target}; false if there is none. */
  public boolean seek(byte[] target) throws IOException {
    key = null;
    separator = null;
    nextBlock = UNKNOWN;
    if (!blocks.seek(target)) {
      entries = null;
      return false;
    }
    openBlock();
    if (current().seek(target)) {
      checkKey();
      return true;
    }
    return next();
  }

  /** The key of this entry, a copy. */
  public byte[] key() {
    if (key == null) {
      throw new IllegalStateException("no entry here; call next() or seek() first");
    }
    return key.clone();
  }

  /** The key itself, for those who only look. */
  byte[] sharedKey() {
    return key == null ? key() : key;
  }

  /** The value of this entry; stays valid. */
  public FileSlice value() {
    return current().value();
  }

  private Block.Cursor current() {
    if (entries == null) {
      throw new IllegalStateException("no entry here; call next() or seek() first");
    }
    return entries;
  }

  private boolean nextBlock() throws IOException {
    byte[] before = separator;
    if (!blocks.next()) {
      return false;
    }
    openBlock();
    if (before != null && separator != null && Arrays.compareUnsigned(separator, before) <= 0) {
      throw blocks.value().corrupt("keys of the index block do not rise");
    }
    return true;
  }

  private void openBlock() throws IOException {
    BlockHandle handle = BlockHandle.read(blocks.value().copy());
    separator = blocks.key();
    entries = table.read(handle).cursor();
    if (nextBlock != UNKNOWN) {
      if (handle.offset() != nextBlock) {
        throw blocks
            .value()
            .corrupt("data block at %d, the one before ends at %d", handle.offset(), nextBlock);
      }
      nextBlock = handle.end();
    }
  }

  private void checkKey() throws CorruptCheckpointException {
    Block.Cursor entry = current();
    if (key != null && entry.compareKey(key) <= 0) {
      throw entry.value().corrupt("keys do not rise");
    }
    key = entry.key();
    if (separator != null && Arrays.compareUnsigned(key, separator) > 0) {
      throw entry.value().corrupt("key above the index key of its block");
    }
  }
}
