package org.ckpt4j.checkpoint.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.Crc32cMask;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of a table of which the index is lost.
 *
 * <p>A block ends where the checksum of all its bytes stands behind it; so from a known beginning
 * the end is found in one pass. Behind a damaged block the next beginning is searched: a whole
 * first key and a checksum that fits. The work is bounded, whatever the bytes are.
 */
final class BlockSearch {
  /** A chance match of 32 bits is possible in principle; a block has at least its restart array. */
  private static final int SMALLEST = 2 * Integer.BYTES;

  /** Bytes checksummed in all, about a second's work. */
  private static final long BUDGET = 1L << 28;

  /** How far the end of a block is searched from a guessed beginning. */
  private static final int FROM_A_GUESS = 1 << 20;

  private final ByteSource source;
  private final ByteBuffer bytes;
  private long budget = BUDGET;
  private int at;
  private boolean known = true;

  BlockSearch(ByteSource source, long from) throws IOException {
    this.source = source;
    int size = (int) Math.min(source.size(), Integer.MAX_VALUE - 8);
    this.bytes = source.read(0, size).order(ByteOrder.LITTLE_ENDIAN);
    this.at = (int) Math.min(from, size);
  }

  /** The next sound block, or null behind the last. */
  @Nullable Block next() {
    for (; at + SMALLEST + BlockTrailer.BYTES <= bytes.limit() && budget > 0; at++) {
      if (known || mayBegin(at)) {
        int end = findEnd(at, known ? Integer.MAX_VALUE : FROM_A_GUESS);
        if (end >= 0) {
          Block block = open(at, end);
          if (block != null) {
            at = end;
            known = true;
            return block;
          }
        }
      }
      known = false;
    }
    return null;
  }

  /** Whether an entry with a key of its own may stand here: nothing shared, lengths that fit. */
  private boolean mayBegin(int start) {
    int unshared = bytes.get(start + 1) & 0xff;
    return bytes.get(start) == 0 && unshared < bytes.limit() - start;
  }

  /** Where the block and its trailer end, or -1. */
  private int findEnd(int start, int most) {
    CRC32C crc = new CRC32C();
    int last = bytes.limit() - Integer.BYTES;
    for (int type = start; type < last && type - start < most && budget > 0; type++, budget--) {
      int b = bytes.get(type);
      crc.update(b);
      if ((b == BlockTrailer.PLAIN || b == BlockTrailer.SNAPPY)
          && type - start >= SMALLEST
          && Crc32cMask.mask((int) crc.getValue()) == bytes.getInt(type + 1)) {
        return type + BlockTrailer.BYTES;
      }
    }
    return -1;
  }

  private @Nullable Block open(int start, int end) {
    try {
      return new Block(
          BlockTrailer.unwrap(FileSlice.of(source.file(), start, bytes.slice(start, end - start))));
    } catch (CorruptCheckpointException e) {
      return null;
    }
  }
}
