package org.ckpt4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Any number of bytes, seen through windows: a mapped file, several buffers, off-heap memory.
 *
 * <p>The one way in which values of tensors travel: never one Java array for a whole value, so
 * tensors beyond 2 GiB need nothing special. Windows are views, not copies, and little-endian.
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
        java.util.Objects.checkFromIndexSize(at, /* size= */ length, /* length= */ size());
        return bytes.slice((int) at, length).order(ByteOrder.LITTLE_ENDIAN);
      }
    };
  }

  static TensorBytes of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
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
