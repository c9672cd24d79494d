package org.ckpt4j.checkpoint.table;

import java.io.IOException;
import java.util.Arrays;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes one table, entry by entry in the order of the keys; holds one block in memory, not the
 * table.
 *
 * <p>Counterpart: {@code table::TableBuilder}.
 */
public final class TableWriter {
  /** When a block is closed. */
  public static final int BLOCK_SIZE = 1 << 18;

  private static final int RESTART_INTERVAL = 16;

  private final ByteSink out;
  private final int blockSize;
  private final BlockWriter data = new BlockWriter(RESTART_INTERVAL);
  private final BlockWriter index = new BlockWriter(1);
  private byte[] lastKey = {};
  private long count;

  /** The block closed last, until the next key is known; only then its index key is made. */
  private @Nullable BlockHandle pending;

  public TableWriter(ByteSink out) {
    this(out, BLOCK_SIZE);
  }

  public TableWriter(ByteSink out, int blockSize) {
    this.out = out;
    this.blockSize = blockSize;
  }

  /**
   * @throws IllegalArgumentException if the key does not come behind the one before
   */
  public void add(byte[] key, byte[] value) throws IOException {
    if (count > 0 && Arrays.compareUnsigned(key, lastKey) <= 0) {
      throw new IllegalArgumentException("keys must be added in rising order, each once");
    }
    if (count > 0 && (long) key.length + value.length >= 2L * blockSize) {
      closeBlock();
    }
    if (pending != null) {
      addToIndex(Separators.between(lastKey, key), pending);
      pending = null;
    }
    lastKey = key.clone();
    count++;
    data.add(lastKey, value);
    if (data.size() >= blockSize) {
      closeBlock();
    }
  }

  /** Writes what remains, the index and the footer. */
  public void finish() throws IOException {
    closeBlock();
    BlockHandle metaindex = write(new BlockWriter(RESTART_INTERVAL));
    if (pending != null) {
      addToIndex(Separators.successor(lastKey), pending);
      pending = null;
    }
    Footer footer = new Footer(metaindex, write(index));
    ByteBuilder bytes = new ByteBuilder(Footer.BYTES);
    footer.write(bytes);
    out.write(bytes.view());
  }

  private void closeBlock() throws IOException {
    if (!data.isEmpty()) {
      pending = write(data);
      data.clear();
    }
  }

  private void addToIndex(byte[] key, BlockHandle handle) {
    ByteBuilder value = new ByteBuilder(BlockHandle.MAX_BYTES);
    handle.write(value);
    index.add(key, value.toByteArray());
  }

  private BlockHandle write(BlockWriter block) throws IOException {
    ByteBuilder bytes = block.finish();
    BlockHandle handle = new BlockHandle(out.count(), bytes.size());
    BlockTrailer.append(bytes);
    out.write(bytes.view());
    return handle;
  }
}
