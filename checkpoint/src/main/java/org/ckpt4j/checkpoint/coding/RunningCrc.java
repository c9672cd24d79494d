package org.ckpt4j.checkpoint.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A CRC-32C that grows by small pieces, and by large ones whose own CRC is known. */
public final class RunningCrc {
  private final CRC32C recent = new CRC32C();
  private final ByteBuffer number =
      ByteBuffer.allocate(Long.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
  private long recentLength;
  private int joined;

  /** Goes on with the remaining bytes, which stay unread. */
  public void update(ByteBuffer bytes) {
    recentLength += bytes.remaining();
    recent.update(bytes.duplicate());
  }

  /** Goes on with a little-endian fixed32. */
  public void updateFixed32(int value) {
    update(number.clear().putInt(value).flip());
  }

  /** Goes on with a little-endian fixed64. */
  public void updateFixed64(long value) {
    update(number.clear().putLong(value).flip());
  }

  /** Goes on with {@code length} bytes of which {@code crc} is the CRC-32C. */
  public void append(int crc, long length) {
    int before = value();
    // Joining to 0 changes nothing, and is what nearly every large value needs.
    joined = before == 0 ? crc : Crc32cJoin.ofLength(length).join(before, crc);
    recent.reset();
    recentLength = 0;
  }

  /** The CRC-32C so far, not masked. */
  public int value() {
    int value = (int) recent.getValue();
    if (joined == 0) {
      return value;
    }
    return recentLength == 0 ? joined : Crc32cJoin.ofLength(recentLength).join(joined, value);
  }
}
