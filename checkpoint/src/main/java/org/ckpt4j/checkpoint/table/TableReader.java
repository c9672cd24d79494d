package org.ckpt4j.checkpoint.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.jspecify.annotations.Nullable;

/**
 * Reads one table, block by block as it is asked for. Opening reads footer and index only.
 *
 * <p>Safe for several threads; its cursors are not. Counterpart: {@code table::Table}.
 */
public final class TableReader {
  /** Blocks up to this size are kept: all that hold more than one entry. */
  private static final int MOST_KEPT = 2 * TableWriter.BLOCK_SIZE;

  private record Kept(BlockHandle handle, Block block) {}

  private final ByteSource source;
  private final Footer footer;
  private final Block index;

  /** The block read last: who looks up one key after the other mostly stays in it. */
  private volatile @Nullable Kept kept;

  private TableReader(ByteSource source, Footer footer, Block index) {
    this.source = source;
    this.footer = footer;
    this.index = index;
  }

  /**
   * @throws CorruptCheckpointException if this is no table, or its index is damaged
   */
  public static TableReader open(ByteSource source) throws IOException {
    int length = (int) Math.min(source.size(), Footer.BYTES);
    long at = source.size() - length;
    Footer footer = Footer.read(FileSlice.of(source.file(), at, source.read(at, length)));
    return new TableReader(source, footer, read(source, footer.index()));
  }

  /** Before the first entry. */
  public TableCursor cursor() throws IOException {
    return new TableCursor(this);
  }

  /** Checks the one block that no entry needs. */
  public void checkMetaindex() throws IOException {
    Block.Cursor entries = read(footer.metaindex()).cursor();
    while (entries.next()) {
      // Only whether it can be read matters.
    }
  }

  /** About where the bytes of {@code key} lie, or would; behind all keys: where the data ends. */
  public long approximateOffsetOf(byte[] key) throws IOException {
    Block.Cursor blocks = indexCursor();
    return blocks.seek(key) ? BlockHandle.read(blocks.value()).offset() : dataEnd();
  }

  /** Where the data blocks end and the metaindex begins. */
  long dataEnd() {
    return footer.metaindex().offset();
  }

  Block.Cursor indexCursor() throws IOException {
    return index.cursor();
  }

  Block read(BlockHandle handle) throws IOException {
    Kept last = kept;
    if (last != null && last.handle.equals(handle)) {
      return last.block;
    }
    Block block = read(source, handle);
    if (handle.size() <= MOST_KEPT) {
      kept = new Kept(handle, block);
    }
    return block;
  }

  static Block read(ByteSource source, BlockHandle handle) throws IOException {
    long end = source.size() - Footer.BYTES - BlockTrailer.BYTES;
    FileSlice nothing =
        FileSlice.of(source.file(), Math.max(handle.offset(), -1), ByteBuffer.allocate(0));
    if (handle.offset() < 0
        || handle.size() < 0
        || handle.offset() > end
        || handle.size() > end - handle.offset()) {
      throw nothing.corrupt(
          "block %s lies outside the file of %d bytes (file cut off?)", handle, source.size());
    }
    if (handle.size() > Integer.MAX_VALUE - BlockTrailer.BYTES - 8) {
      throw nothing.corrupt("block of %d bytes; at most 2 GiB can be read", handle.size());
    }
    int length = (int) handle.size() + BlockTrailer.BYTES;
    FileSlice bytes =
        FileSlice.of(source.file(), handle.offset(), source.read(handle.offset(), length));
    return new Block(BlockTrailer.unwrap(bytes));
  }
}
