package org.ckpt4j.checkpoint.bundle;

import java.nio.ByteBuffer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.tensor.TensorBytes;

/** Reads the numbers of a value from front to back through small windows. */
final class ValueReader {
  private static final int WINDOW = 1 << 16;

  private final StoredValue value;
  private final TensorBytes bytes;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  ValueReader(StoredValue value) {
    this.value = value;
    this.bytes = value.bytes();
  }

  /** How many bytes have been read. */
  long position() {
    return windowStart + window.position();
  }

  void position(long at) {
    windowStart = at;
    window = ByteBuffer.allocate(0);
  }

  long remaining() {
    return bytes.size() - position();
  }

  long readVarint() throws CorruptCheckpointException {
    long number = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte b = readByte();
      if (shift < Long.SIZE) {
        number |= (long) (b & 0x7f) << shift;
      }
      if (b >= 0) {
        return number;
      }
    }
    throw value.corrupt(position(), "length of a string takes more than ten bytes");
  }

  /** A fixed32 in the byte order of the file. */
  int readFixed32(boolean bigEndian) throws CorruptCheckpointException {
    int number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number |= (readByte() & 0xff) << (bigEndian ? 24 - 8 * i : 8 * i);
    }
    return number;
  }

  private byte readByte() throws CorruptCheckpointException {
    if (!window.hasRemaining()) {
      windowStart = position();
      long left = bytes.size() - windowStart;
      if (left == 0) {
        throw value.corrupt(windowStart, "value ends within a number");
      }
      int length = (int) Math.min(Math.min(WINDOW, left), bytes.contiguous(windowStart));
      window = bytes.window(windowStart, length);
    }
    return window.get();
  }
}
