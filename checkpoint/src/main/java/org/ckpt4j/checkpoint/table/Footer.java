package org.ckpt4j.checkpoint.table;

import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;

/**
 * The last 48 bytes of a table: where its index is, and proof that it is a table.
 *
 * <pre>
 *   footer := metaindex_handle index_handle padding(zeros, to 40 bytes) magic(8, little-endian)
 * </pre>
 */
record Footer(BlockHandle metaindex, BlockHandle index) {
  static final int BYTES = 2 * BlockHandle.MAX_BYTES + Long.BYTES;
  static final long MAGIC = 0xdb4775248b80fb57L;

  static Footer read(FileSlice in) throws CorruptCheckpointException {
    if (in.length() != BYTES) {
      throw in.corrupt("a table ends with %d bytes, found %d (file cut off?)", BYTES, in.length());
    }
    long magic = in.slice(BYTES - Long.BYTES, Long.BYTES).readFixed64();
    if (magic != MAGIC) {
      throw in.corrupt("not a table: magic number %016x, expected %016x", magic, MAGIC);
    }
    FileSlice handles = in.slice(0, BYTES - Long.BYTES);
    return new Footer(BlockHandle.read(handles), BlockHandle.read(handles));
  }

  void write(ByteBuilder out) {
    int start = out.size();
    metaindex.write(out);
    index.write(out);
    while (out.size() - start < BYTES - Long.BYTES) {
      out.writeByte(0);
    }
    out.writeFixed64(MAGIC);
  }
}
