package org.ckpt4j.checkpoint.bundle;

import java.nio.ByteBuffer;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.TensorBytes;

/** Turns the elements of big-endian files into little-endian ones. */
final class ByteOrders {
  private static final int WINDOW = 1 << 16;

  private ByteOrders() {}

  /** How many bytes are turned together: an element, or half of a complex one. */
  static int unit(DType dtype) {
    return dtype.isComplex() ? dtype.width() / 2 : dtype.width();
  }

  /** A copy with every {@code unit} bytes reversed. */
  static TensorBytes swapped(TensorBytes bytes, int unit) {
    TensorBytes out = TensorBytes.allocate(bytes.size());
    bytes.copyTo(0, out, 0, bytes.size());
    swap(out, unit);
    return out;
  }

  /** Reverses every {@code unit} bytes in place. */
  static void swap(TensorBytes bytes, int unit) {
    if (unit == 1) {
      return;
    }
    // A window may end within a unit if the memory does; then that unit is moved byte by byte.
    for (long at = 0; at < bytes.size(); ) {
      long most = Math.min(WINDOW, bytes.contiguous(at)) / unit * unit;
      if (most == 0) {
        swapAcross(bytes, at, unit);
        at += unit;
      } else {
        ByteBuffer window = bytes.window(at, (int) most);
        for (int i = 0; i < most; i += unit) {
          swapUnit(window, i, unit);
        }
        at += most;
      }
    }
  }

  private static void swapUnit(ByteBuffer window, int at, int unit) {
    switch (unit) {
      case 2 -> window.putShort(at, Short.reverseBytes(window.getShort(at)));
      case 4 -> window.putInt(at, Integer.reverseBytes(window.getInt(at)));
      case 8 -> window.putLong(at, Long.reverseBytes(window.getLong(at)));
      default -> throw new IllegalArgumentException("no element has " + unit + " bytes");
    }
  }

  private static void swapAcross(TensorBytes bytes, long at, int unit) {
    for (int i = 0; i < unit / 2; i++) {
      ByteBuffer low = bytes.window(at + i, 1);
      ByteBuffer high = bytes.window(at + unit - 1 - i, 1);
      byte kept = low.get(0);
      low.put(0, high.get(0));
      high.put(0, kept);
    }
  }
}
