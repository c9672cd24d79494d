package org.ckpt4j.checkpoint.table;

import java.io.IOException;
import java.util.Arrays;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a whole table and does not stop at the first fault: gives every entry of a block whose
 * checksum holds, and every fault it meets.
 *
 * <p>Where footer or index are lost, blocks are found by their checksums ({@link BlockSearch}).
 * {@link TableReader} is for those who want nothing to do with a damaged table.
 */
public final class TableScan {
  /** What a scan tells, in the order of the file. */
  public interface Visitor {
    /**
     * An entry of a sound block. Keys may repeat or not rise; then a fault has been told.
     *
     * @param value stays valid
     */
    void entry(byte[] key, FileSlice value) throws IOException;

    /** Something is wrong. */
    void fault(CorruptCheckpointException fault);

    /** Bytes that belong to no block. */
    void unused(long offset, long length);
  }

  private final ByteSource source;
  private final Visitor visitor;
  private byte @Nullable [] lastKey;

  private TableScan(ByteSource source, Visitor visitor) {
    this.source = source;
    this.visitor = visitor;
  }

  public static void run(ByteSource source, Visitor visitor) throws IOException {
    new TableScan(source, visitor).run();
  }

  private void run() throws IOException {
    Footer footer;
    Block index;
    try {
      footer = readFooter();
      index = TableReader.read(source, footer.index());
    } catch (CorruptCheckpointException e) {
      visitor.fault(e);
      searchFrom(0);
      return;
    }
    long end = scanBlocks(index);
    if (end >= 0) {
      accountForTail(footer, end);
    }
  }

  private Footer readFooter() throws IOException {
    int length = (int) Math.min(source.size(), Footer.BYTES);
    long at = source.size() - length;
    FileSlice bytes = FileSlice.of(source.file(), at, source.read(at, length));
    Footer footer = Footer.read(bytes);
    FileSlice padding = bytes.slice(0, Footer.BYTES - Long.BYTES);
    BlockHandle.read(padding);
    BlockHandle.read(padding);
    while (padding.hasRemaining()) {
      if (padding.readByte() != 0) {
        visitor.fault(padding.corrupt("the footer is padded with zeros, found another byte"));
        break;
      }
    }
    return footer;
  }

  /** Gives where the data blocks end, or -1 if they had to be searched for. */
  private long scanBlocks(Block index) throws IOException {
    Block.Cursor blocks = index.cursor();
    byte[] separator = null;
    long end = 0;
    while (true) {
      BlockHandle handle;
      try {
        if (!blocks.next()) {
          return end;
        }
        handle = BlockHandle.read(blocks.value().copy());
      } catch (CorruptCheckpointException e) {
        visitor.fault(e);
        searchFrom(end);
        return -1;
      }
      byte[] before = separator;
      separator = blocks.key();
      if (before != null && Arrays.compareUnsigned(separator, before) <= 0) {
        visitor.fault(blocks.value().corrupt("keys of the index block do not rise"));
      }
      if (handle.offset() > end) {
        visitor.unused(end, Math.min(handle.offset(), source.size()) - end);
      } else if (handle.offset() < end) {
        visitor.fault(
            blocks
                .value()
                .corrupt("data block at %d, the one before ends at %d", handle.offset(), end));
      }
      scanBlock(handle, separator);
      if (handle.offset() >= 0 && handle.size() >= 0 && handle.end() > end) {
        end = Math.min(handle.end(), source.size());
      }
    }
  }

  private void scanBlock(BlockHandle handle, byte[] separator) throws IOException {
    Block block;
    try {
      block = TableReader.read(source, handle);
    } catch (CorruptCheckpointException e) {
      visitor.fault(e);
      return;
    }
    scanEntries(block, separator);
  }

  /** Gives how many entries the block has. */
  private int scanEntries(Block block, byte @Nullable [] separator) throws IOException {
    boolean told = false; // one fault a block: a swapped block has hundreds of keys out of order
    int count = 0;
    try {
      Block.Cursor entries = block.cursor();
      while (entries.next()) {
        count++;
        FileSlice value = entries.value();
        byte[] key = entries.key();
        if (!told && lastKey != null && entries.compareKey(lastKey) <= 0) {
          visitor.fault(value.corrupt("keys do not rise"));
          told = true;
        }
        if (!told && separator != null && Arrays.compareUnsigned(key, separator) > 0) {
          visitor.fault(value.corrupt("key above the index key of its block"));
          told = true;
        }
        lastKey = key;
        visitor.entry(key, value);
      }
    } catch (CorruptCheckpointException e) {
      visitor.fault(e);
    }
    return count;
  }

  private void accountForTail(Footer footer, long dataEnd) throws IOException {
    try {
      TableReader.read(source, footer.metaindex());
    } catch (CorruptCheckpointException e) {
      visitor.fault(e);
    }
    long at = dataEnd;
    for (BlockHandle handle : new BlockHandle[] {footer.metaindex(), footer.index()}) {
      if (handle.offset() > at) {
        visitor.unused(at, Math.min(handle.offset(), source.size()) - at);
      }
      if (handle.offset() >= 0 && handle.size() >= 0) {
        at = Math.max(at, handle.end());
      }
    }
    long footerAt = source.size() - Footer.BYTES;
    if (at < footerAt) {
      visitor.unused(at, footerAt - at);
    }
  }

  private void searchFrom(long from) throws IOException {
    BlockSearch search = new BlockSearch(source, from);
    int blocks = 0;
    int entries = 0;
    for (Block block = search.next(); block != null; block = search.next()) {
      blocks++;
      int count = scanEntries(block, null);
      entries += count;
      if (count == 0) {
        break; // the metaindex: behind it comes the index block, which holds no tensors
      }
    }
    FileSlice nothing = FileSlice.of(source.file(), from, source.read(0, 0));
    visitor.fault(
        nothing.corrupt(
            Category.DATA_LOSS,
            "where blocks lie is lost; %d blocks with %d entries found by their checksums from here"
                + " on",
            blocks,
            entries));
  }
}
