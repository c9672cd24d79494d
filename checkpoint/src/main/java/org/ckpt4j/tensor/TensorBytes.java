package org.ckpt4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Any number of bytes, seen through windows: a mapped file, several buffers, off-heap memory.
 *
 * <p>The one way in which values of tensors travel: never one Java array for a whole value, so
 * tensors beyond 2 GiB need nothing special. Windows are little-endian views; only one that spans
 * more than {@link #contiguous} bytes may be a read-only copy.
 */
public interface TensorBytes {
  /** How many bytes there are. */
  long size();

  /**
   * A view of {@code length} bytes from {@code at} on: position 0, limit {@code length},
   * little-endian. Several threads may ask at once; each gets a buffer of its own.
   *
   * @throws IndexOutOfBoundsException if the window does not lie within {@link #size()}
   */
  ByteBuffer window(long at, int length);

  /**
   * How many bytes from {@code at} on one window can show without copying; at least 1 before the
   * end.
   */
  default long contiguous(long at) {
    return size() - at;
  }

  /** The remaining bytes of {@code buffer}, which must not change while they are used. */
  static TensorBytes of(ByteBuffer buffer) {
    ByteBuffer bytes = buffer.slice();
    return new TensorBytes() {
      @Override
      public long size() {
        return bytes.capacity();
      }

      @Override
      public ByteBuffer window(long at, int length) {
        Objects.checkFromIndexSize(at, /* size= */ length, /* length= */ size());
        return bytes.slice((int) at, length).order(ByteOrder.LITTLE_ENDIAN);
      }
    };
  }

  static TensorBytes of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** New memory on the heap, zero and writable, of any size. */
  static TensorBytes allocate(long size) {
    int most = 1 << 30;
    return size <= most ? of(ByteBuffer.allocate((int) size)) : SegmentedBytes.allocate(size, most);
  }

  /** A view of a part of these bytes. */
  default TensorBytes slice(long from, long length) {
    Objects.checkFromIndexSize(from, length, size());
    TensorBytes all = this;
    return new TensorBytes() {
      @Override
      public long size() {
        return length;
      }

      @Override
      public long contiguous(long at) {
        return Math.min(length - at, all.contiguous(from + at));
      }

      @Override
      public ByteBuffer window(long at, int count) {
        Objects.checkFromIndexSize(at, count, length);
        return all.window(from + at, count);
      }
    };
  }

  /**
   * Copies {@code length} bytes from {@code from} on into {@code target}, whose windows are
   * writable.
   */
  default void copyTo(long from, TensorBytes target, long to, long length) {
    for (long done = 0; done < length; ) {
      long most = Math.min(contiguous(from + done), target.contiguous(to + done));
      int count = (int) Math.min(Math.min(most, length - done), 1 << 30);
      target.window(to + done, count).put(window(from + done, count));
      done += count;
    }
  }

  /**
   * All bytes in one array.
   *
   * @throws IllegalStateException if there are more than a Java array holds
   */
  default byte[] toByteArray() {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          size() + " bytes do not fit one Java array; read by window()");
    }
    byte[] out = new byte[(int) size()];
    window(0, out.length).get(out);
    return out;
  }
}
