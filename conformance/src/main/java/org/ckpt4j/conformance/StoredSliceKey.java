package org.ckpt4j.conformance;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/**
 * The key under which an index holds one slice of a tensor; a second reading of the format, so that
 * the runner need not trust the code it judges.
 *
 * <pre>
 *   key    := 00 name rank (start length)*        a whole dimension is start 0, length -1
 *   name   := bytes, 00 as 00 ff, ff as ff 00, then 00 01
 *   rank   := number of significant bytes, then these, big-endian
 *   signed := big-endian two's complement, the number of bytes in leading one-bits above the sign
 * </pre>
 */
final class StoredSliceKey {
  private StoredSliceKey() {}

  static TensorKey of(TensorKey name, TensorSlice slice) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    for (byte b : name.bytes()) {
      out.write(b);
      if (b == 0) {
        out.write(0xff);
      } else if (b == (byte) 0xff) {
        out.write(0);
      }
    }
    out.write(0);
    out.write(1);
    putCount(out, slice.rank());
    for (Extent extent : slice.extents()) {
      putSigned(out, extent.start());
      putSigned(out, extent.length());
    }
    return TensorKey.ofBytes(out.toByteArray());
  }

  private static void putCount(ByteArrayOutputStream out, int count) {
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(count) + 7) / 8;
    out.write(bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(count >>> (8 * i));
    }
  }

  private static void putSigned(ByteArrayOutputStream out, long value) {
    long magnitude = value < 0 ? ~value : value;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(magnitude);
    int bytes = bits / 7 + 1;
    byte[] wide = new byte[16];
    byte[] two = BigInteger.valueOf(value).toByteArray();
    java.util.Arrays.fill(wide, value < 0 ? (byte) 0xff : 0);
    System.arraycopy(two, 0, wide, wide.length - two.length, two.length);
    int first = wide.length - bytes;
    // The marker bits are xor-ed so that negative numbers, whose bytes begin with ones, sort first.
    int marker = 0xffff << (Short.SIZE - bytes) & 0xffff;
    wide[first] ^= (byte) (marker >> 8);
    if (bytes > 1) {
      wide[first + 1] ^= (byte) marker;
    }
    out.write(wide, first, bytes);
  }
}
