package org.ckpt4j.checkpoint.coding;

import org.ckpt4j.checkpoint.CorruptCheckpointException;

/**
 * Walks over the fields of a protobuf message without building anything.
 *
 * <p>Takes what protobuf takes: fields in any order, repeated, unknown. A known field with another
 * wire type counts as unknown; so callers ask {@link #is}, not only for the number.
 */
public final class ProtoReader {
  /** Wire types. */
  public static final int VARINT = 0;

  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  private final FileSlice in;
  private int number;
  private int wireType;
  private long value;
  private FileSlice bytes;

  public ProtoReader(FileSlice in) {
    this.in = in;
    this.bytes = in;
  }

  /** Goes to the next field; false at the end of the message. */
  public boolean next() throws CorruptCheckpointException {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = in.readVarint64();
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw in.corrupt("a message has no field of tag %s", Long.toUnsignedString(tag));
    }
    number = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    switch (wireType) {
      case VARINT -> value = in.readVarint64();
      case FIXED64 -> value = in.readFixed64();
      case BYTES -> bytes = in.readSlice(in.readVarint64());
      case FIXED32 -> value = in.readFixed32();
      default -> throw in.corrupt("a message has a field of wire type %d", wireType);
    }
    return true;
  }

  /** Whether this is field {@code number}, of this wire type. */
  public boolean is(int number, int wireType) {
    return this.number == number && this.wireType == wireType;
  }

  public int number() {
    return number;
  }

  /** The number of a varint or fixed field; enums and int32 are its low 32 bits. */
  public long value() {
    return value;
  }

  /** The content of a bytes or message field. */
  public FileSlice bytes() {
    return bytes;
  }
}
