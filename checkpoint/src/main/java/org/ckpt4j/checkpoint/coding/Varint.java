package org.ckpt4j.checkpoint.coding;

/**
 * Protobuf's base-128 numbers: seven bits a byte, lowest first, the top bit says that more follow.
 *
 * <p>Reading is {@link FileSlice#readVarint64} and {@link FileSlice#readVarint32}.
 */
public final class Varint {
  /** The most bytes a 32-bit number takes. */
  public static final int MAX_BYTES_32 = 5;

  /** The most bytes a 64-bit number takes; negative ones always do. */
  public static final int MAX_BYTES_64 = 10;

  private Varint() {}

  /** How many bytes {@code value}, taken as unsigned, takes. */
  public static int size(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  /**
   * Writes {@code value} at {@code at} and gives the place behind it; there must be {@link #size}
   * bytes of room.
   */
  public static int put(byte[] out, int at, long value) {
    int to = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[to++] = (byte) rest;
    return to;
  }
}
