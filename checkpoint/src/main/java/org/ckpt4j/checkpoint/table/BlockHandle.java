package org.ckpt4j.checkpoint.table;

import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.Varint;

/**
 * Where a block lies in a table.
 *
 * <pre>  handle := offset(varint64) size(varint64, without the trailer) </pre>
 */
record BlockHandle(long offset, long size) {
  static final int MAX_BYTES = 2 * Varint.MAX_BYTES_64;

  static BlockHandle read(FileSlice in) throws CorruptCheckpointException {
    return new BlockHandle(in.readVarint64(), in.readVarint64());
  }

  void write(ByteBuilder out) {
    out.writeVarint(offset).writeVarint(size);
  }

  /** Where the next block begins. */
  long end() {
    return offset + size + BlockTrailer.BYTES;
  }

  @Override
  public String toString() {
    return "%s+%s".formatted(Long.toUnsignedString(offset), Long.toUnsignedString(size));
  }
}
