package org.ckpt4j.checkpoint.table;

import java.util.Arrays;
import org.ckpt4j.checkpoint.coding.ByteBuilder;

/**
 * One block under construction: keys share the beginning of the key before, save at restarts.
 *
 * <pre>
 *   block := entry* restart(fixed32)* number_of_restarts(fixed32)
 *   entry := shared(varint32) unshared(varint32) value_length(varint32) key_bytes value
 * </pre>
 */
final class BlockWriter {
  private final int restartInterval;
  private final ByteBuilder out = new ByteBuilder(4096);
  private final ByteBuilder restarts = new ByteBuilder();
  private int sinceRestart;
  private byte[] last = {};

  /**
   * @param restartInterval after how many entries a whole key comes again
   */
  BlockWriter(int restartInterval) {
    this.restartInterval = restartInterval;
    clear();
  }

  void clear() {
    out.clear();
    restarts.clear();
    // TF writes the restart at 0 even for an empty block.
    restarts.writeFixed32(0);
    sinceRestart = 0;
    last = new byte[0];
  }

  boolean isEmpty() {
    return out.isEmpty();
  }

  /** The exact size that {@link #finish} would give now. */
  int size() {
    return out.size() + restarts.size() + Integer.BYTES;
  }

  void add(byte[] key, byte[] value) {
    int shared = 0;
    if (sinceRestart < restartInterval) {
      int mismatch = Arrays.mismatch(last, key);
      shared = mismatch < 0 ? key.length : mismatch;
    } else {
      restarts.writeFixed32(out.size());
      sinceRestart = 0;
    }
    out.writeVarint(shared).writeVarint(key.length - shared).writeVarint(value.length);
    out.write(key, shared, key.length - shared).write(value);
    last = key;
    sinceRestart++;
  }

  /** The block, to which a trailer may be put; valid until {@link #clear}. */
  ByteBuilder finish() {
    int count = restarts.size() / Integer.BYTES;
    return out.write(restarts.view()).writeFixed32(count);
  }
}
