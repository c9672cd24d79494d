package org.ckpt4j.checkpoint.coding;

/**
 * TensorFlow's disguise of a CRC-32C that is stored beside the bytes it covers.
 *
 * <p>Computing a CRC over bytes that contain their own CRC is a bad idea; hence rotation and
 * offset.
 */
public final class Crc32cMask {
  private static final int DELTA = 0xa282ead8;

  private Crc32cMask() {}

  /** The form in which a checksum is stored. */
  public static int mask(int crc) {
    return Integer.rotateRight(crc, 15) + DELTA;
  }

  /** The checksum behind its stored form. */
  public static int unmask(int masked) {
    return Integer.rotateLeft(masked - DELTA, 15);
  }
}
