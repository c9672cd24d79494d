package org.ckpt4j.checkpoint.table;

import java.util.Arrays;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.FileSlice;

/**
 * The content of a block, checked for its restart array; its entries are read by a {@link Cursor}.
 */
final class Block {
  private final FileSlice content;
  private final int entriesEnd;
  private final int restarts;

  Block(FileSlice content) throws CorruptCheckpointException {
    this.content = content;
    if (content.length() < Integer.BYTES) {
      throw content.corrupt("a block has at least 4 bytes, found %d", content.length());
    }
    long count = content.fixed32At(content.length() - Integer.BYTES) & 0xffffffffL;
    int most = content.length() / Integer.BYTES - 1;
    if (count > most) {
      throw content.corrupt(
          "block of %d bytes has room for %d restarts, says %d", content.length(), most, count);
    }
    this.restarts = (int) count;
    this.entriesEnd = content.length() - Integer.BYTES - restarts * Integer.BYTES;
    if (entriesEnd > 0 && (restarts == 0 || restart(0) != 0)) {
      throw content.corrupt("a block's first restart is at 0");
    }
    for (int i = 1; i < restarts; i++) {
      if (entriesEnd > 0 && restart(i) <= restart(i - 1)) {
        throw content.corrupt("restart %d of a block is not behind restart %d", i, i - 1);
      }
    }
  }

  Cursor cursor() throws CorruptCheckpointException {
    return new Cursor();
  }

  private long restart(int i) throws CorruptCheckpointException {
    return content.fixed32At(entriesEnd + i * Integer.BYTES) & 0xffffffffL;
  }

  /**
   * Walks over the entries; before the first one until {@link #next} or {@link #seek} is called.
   */
  final class Cursor {
    private final FileSlice in;
    private byte[] key = new byte[64];
    private int keyLength;
    private FileSlice value;
    private int nextRestart;

    private Cursor() throws CorruptCheckpointException {
      this.in = content.slice(0, entriesEnd);
      this.value = in;
    }

    /** Goes to the next entry; false behind the last. */
    boolean next() throws CorruptCheckpointException {
      if (!in.hasRemaining()) {
        if (in.length() > 0 && nextRestart < restarts) {
          throw in.corrupt("restart %d of a block is no entry", nextRestart);
        }
        return false;
      }
      boolean whole = atRestart();
      long shared = in.readVarint32();
      long unshared = in.readVarint32();
      long valueLength = in.readVarint32();
      if (shared > (whole ? 0 : keyLength) || unshared + valueLength > in.remaining()) {
        throw in.corrupt(
            "entry takes %d bytes of the %d of the key before, %d + %d of %d bytes",
            shared, whole ? 0 : keyLength, unshared, valueLength, in.remaining());
      }
      keyLength = (int) shared;
      readKey((int) unshared);
      value = in.readSlice(valueLength);
      return true;
    }

    /** Goes to the first entry at or above {@code target}; false if there is none. */
    boolean seek(byte[] target) throws CorruptCheckpointException {
      // The last restart whose key is below the target; entries at restarts have whole keys.
      int low = 0;
      int high = restarts - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        startAt(middle);
        if (next() && compareKey(target) < 0) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      startAt(low);
      while (next()) {
        if (compareKey(target) >= 0) {
          return true;
        }
      }
      return false;
    }

    private void startAt(int restart) throws CorruptCheckpointException {
      if (entriesEnd > 0) {
        long at = restart(restart);
        if (at >= entriesEnd) {
          throw in.corrupt("restart %d of a block is at %d of %d", restart, at, entriesEnd);
        }
        in.position((int) at);
      }
      nextRestart = restart;
      keyLength = 0;
    }

    private boolean atRestart() throws CorruptCheckpointException {
      if (nextRestart == restarts) {
        return false;
      }
      long restart = restart(nextRestart);
      if (restart < in.position()) {
        throw in.corrupt("restart %d of a block is within an entry", nextRestart);
      }
      if (restart > in.position()) {
        return false;
      }
      nextRestart++;
      return true;
    }

    private void readKey(int unshared) throws CorruptCheckpointException {
      int length = Math.addExact(keyLength, unshared);
      if (length > key.length) {
        key = Arrays.copyOf(key, (int) Math.max(length, Math.min(2L * key.length, 1 << 20)));
      }
      in.readInto(key, keyLength, unshared);
      keyLength = length;
    }

    int compareKey(byte[] other) {
      return Arrays.compareUnsigned(key, 0, keyLength, other, 0, other.length);
    }

    byte[] key() {
      return Arrays.copyOf(key, keyLength);
    }

    FileSlice value() {
      return value;
    }
  }
}
