package org.ckpt4j.checkpoint.coding;

/**
 * Numbers and strings as bytes that sort as the values do; the building stones of slice keys.
 *
 * <pre>
 *   number  n bytes: [n] [big-endian, no leading zeros]
 *   string  00 -> 00 ff, ff -> ff 00, end 00 01
 *   signed  length in leading one bits (inverted for negative numbers), then the value, big-endian
 * </pre>
 *
 * <p>Counterpart: {@code OrderedCode} with {@code WriteNumIncreasing}, {@code WriteString}, {@code
 * WriteSignedNumIncreasing}.
 */
public final class OrderedCode {
  private static final int ESCAPE_00 = 0x00;
  private static final int ESCAPE_FF = 0xff;
  private static final int MAX_SIGNED_BYTES = 10;

  private OrderedCode() {}

  /** A number that is not negative. */
  public static void writeNumber(ByteBuilder out, long value) {
    int bytes = (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    out.writeByte(bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      out.writeByte((int) (value >>> (8 * i)));
    }
  }

  public static void writeString(ByteBuilder out, byte[] text) {
    for (byte b : text) {
      out.writeByte(b);
      if ((b & 0xff) == ESCAPE_00) {
        out.writeByte(0xff);
      } else if ((b & 0xff) == ESCAPE_FF) {
        out.writeByte(0x00);
      }
    }
    out.writeByte(0x00).writeByte(0x01);
  }

  public static void writeSigned(ByteBuilder out, long value) {
    long magnitude = value < 0 ? ~value : value;
    if (magnitude < 64) {
      out.writeByte(0x80 ^ (int) value);
      return;
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(magnitude);
    // One sign bit, and seven bits of the value in each byte: the eighth counts the length.
    int length = (bits + 1 + 6) / 7;
    byte[] raw = new byte[MAX_SIGNED_BYTES];
    for (int i = 0; i < MAX_SIGNED_BYTES; i++) {
      int shift = 8 * (MAX_SIGNED_BYTES - 1 - i);
      raw[i] = (byte) (shift >= Long.SIZE ? value >> 63 : value >> shift);
    }
    int header = ((1 << length) - 1) << (16 - length);
    int from = MAX_SIGNED_BYTES - length;
    raw[from] ^= (byte) (header >>> 8);
    raw[from + 1] ^= (byte) header;
    out.write(raw, from, length);
  }
}
