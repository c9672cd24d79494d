package org.ckpt4j.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A set of float tensors that every side of a benchmark makes for itself, alike bit by bit.
 *
 * <p>Needs nothing but the JDK, so that the peer's JVM can use it too. The 32-bit word at place
 * {@code w} of tensor {@code t} is {@code (w * 2654435761 + t * 40503 + 12345) mod 2^32}; the
 * Python script holds the same rule.
 */
public enum Workload {
  LARGE("64x16MiB", 64, 16L << 20),
  SMALL("10000x64B", 10_000, 64),
  ONE("1x4GiB", 1, 4L << 30),
  /** Stands in for {@link #ONE} in a quick run. */
  ONE_QUICK("1x512MiB", 1, 512L << 20);

  private static final int WORD_STEP = (int) 2654435761L;
  private static final int CHUNK = 1 << 20;

  private final String label;
  private final int tensors;
  private final long bytesEach;

  Workload(String label, int tensors, long bytesEach) {
    this.label = label;
    this.tensors = tensors;
    this.bytesEach = bytesEach;
  }

  public String label() {
    return label;
  }

  public int tensors() {
    return tensors;
  }

  public long bytesEach() {
    return bytesEach;
  }

  public long totalBytes() {
    return tensors * bytesEach;
  }

  /** Elements of a tensor, which has one dimension. */
  public long elements() {
    return bytesEach / Float.BYTES;
  }

  /** Zero-padded, so that the order of adding is the order of the keys. */
  public String key(int tensor) {
    return String.format(Locale.ROOT, "layer/%05d/kernel", tensor);
  }

  /** Fills {@code window} with the bytes of {@code tensor} from {@code at} (a multiple of 4) on. */
  public static void fill(int tensor, long at, ByteBuffer window) {
    ByteBuffer out = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int word = (int) (at / Integer.BYTES) * WORD_STEP + tensor * 40503 + 12345;
    while (out.remaining() >= Integer.BYTES) {
      out.putInt(word);
      word += WORD_STEP;
    }
  }

  /** CRC-32 of all tensors' bytes, one after the other: what a reader must have read. */
  public long valuesDigest() {
    CRC32 crc = new CRC32();
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytesEach));
    for (int tensor = 0; tensor < tensors; tensor++) {
      for (long at = 0; at < bytesEach; at += chunk.capacity()) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), bytesEach - at));
        fill(tensor, at, chunk);
        crc.update(chunk);
      }
    }
    return crc.getValue();
  }
}
