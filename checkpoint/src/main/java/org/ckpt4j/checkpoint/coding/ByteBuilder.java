package org.ckpt4j.checkpoint.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes under construction in memory, with the number codings of the formats. Not for several
 * threads.
 */
public final class ByteBuilder {
  private byte[] bytes;
  private int size;

  public ByteBuilder() {
    this(64);
  }

  public ByteBuilder(int capacity) {
    this.bytes = new byte[capacity];
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Forgets what was written, keeps the memory. */
  public void clear() {
    size = 0;
  }

  public ByteBuilder writeByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteBuilder write(byte[] source) {
    return write(source, 0, source.length);
  }

  public ByteBuilder write(byte[] source, int from, int length) {
    room(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
    return this;
  }

  /** Writes the remaining bytes of {@code source} and leaves its position as it is. */
  public ByteBuilder write(ByteBuffer source) {
    int length = source.remaining();
    room(length);
    source.get(source.position(), bytes, size, length);
    size += length;
    return this;
  }

  public ByteBuilder writeFixed16(int value) {
    return writeByte(value).writeByte(value >>> 8);
  }

  public ByteBuilder writeFixed32(int value) {
    room(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public ByteBuilder writeFixed64(long value) {
    return writeFixed32((int) value).writeFixed32((int) (value >>> 32));
  }

  /** An unsigned number; negative ones take ten bytes. */
  public ByteBuilder writeVarint(long value) {
    room(Varint.MAX_BYTES_64);
    size = Varint.put(bytes, size, value);
    return this;
  }

  /** A protobuf field that is left out when it is zero. */
  public ByteBuilder writeVarintField(int number, long value) {
    return value == 0 ? this : writeVarint((long) number << 3).writeVarint(value);
  }

  /** A protobuf field of bytes or of a message, always written. */
  public ByteBuilder writeBytesField(int number, ByteBuilder value) {
    return writeVarint((long) number << 3 | 2).writeVarint(value.size).write(value.view());
  }

  /** A protobuf fixed32 field that is left out when it is zero. */
  public ByteBuilder writeFixed32Field(int number, int value) {
    return value == 0 ? this : writeVarint((long) number << 3 | 5).writeFixed32(value);
  }

  /** What was written, as a view that further writing invalidates. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      // Doubling, but never beyond what an array can hold.
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}
