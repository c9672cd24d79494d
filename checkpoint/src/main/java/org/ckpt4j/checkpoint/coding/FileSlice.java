package org.ckpt4j.checkpoint.coding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.tensor.TensorKey;
import org.jspecify.annotations.Nullable;

/**
 * A bounded stretch of a file in memory, read from front to back.
 *
 * <p>Knows its file and where in it it lies, and so makes the exceptions for whatever is wrong with
 * its bytes. Nothing is read beyond its end: every read checks first. Not for several threads;
 * {@link #slice} and {@link #copy} give independent readers of the same bytes.
 */
public final class FileSlice {
  private final String file;

  /** Where in the file index 0 of {@code bytes} lies. */
  private final long origin;

  private final ByteBuffer bytes;
  private final int start;
  private final int end;
  private final @Nullable TensorKey key;
  private int at;

  private FileSlice(
      String file, long origin, ByteBuffer bytes, int start, int end, @Nullable TensorKey key) {
    this.file = file;
    this.origin = origin;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.key = key;
    this.at = start;
  }

  /**
   * The remaining bytes of {@code bytes}, of which the first lies at {@code offset} of {@code
   * file}.
   */
  public static FileSlice of(String file, long offset, ByteBuffer bytes) {
    ByteBuffer view = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    return new FileSlice(file, offset, view, 0, view.limit(), null);
  }

  /** The same bytes, in exceptions said to belong to {@code key}. */
  public FileSlice about(TensorKey key) {
    return new FileSlice(file, origin, bytes, start, end, key);
  }

  /** An independent reader from the first byte on. */
  public FileSlice copy() {
    return new FileSlice(file, origin, bytes, start, end, key);
  }

  public String file() {
    return file;
  }

  /** Where in the file the next byte to be read lies. */
  public long offset() {
    return origin + at;
  }

  /** How many bytes there are, read or not. */
  public int length() {
    return end - start;
  }

  /** How many bytes have been read. */
  public int position() {
    return at - start;
  }

  public int remaining() {
    return end - at;
  }

  public boolean hasRemaining() {
    return at < end;
  }

  /** Goes on reading at {@code position} bytes from the start, which must be within the slice. */
  public void position(int position) throws CorruptCheckpointException {
    if (position < 0 || position > length()) {
      throw corrupt("position %d in %d bytes", position, length());
    }
    at = start + position;
  }

  public int readByte() throws CorruptCheckpointException {
    need(1);
    return bytes.get(at++) & 0xff;
  }

  public int readFixed32() throws CorruptCheckpointException {
    need(Integer.BYTES);
    int value = bytes.getInt(at);
    at += Integer.BYTES;
    return value;
  }

  public long readFixed64() throws CorruptCheckpointException {
    need(Long.BYTES);
    long value = bytes.getLong(at);
    at += Long.BYTES;
    return value;
  }

  /** The fixed32 at {@code position} bytes from the start; reading goes on where it was. */
  public int fixed32At(int position) throws CorruptCheckpointException {
    if (position < 0 || position > length() - Integer.BYTES) {
      throw corrupt("needs 4 bytes at %d, has %d in all", position, length());
    }
    return bytes.getInt(start + position);
  }

  /** A varint of at most ten bytes; the bits beyond 64 are dropped, as protobuf does. */
  public long readVarint64() throws CorruptCheckpointException {
    int limit = end;
    int pos = at;
    if (pos < limit) {
      byte first = bytes.get(pos);
      if (first >= 0) {
        at = pos + 1;
        return first;
      }
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (pos >= limit) {
        throw corrupt("a number is cut off");
      }
      byte b = bytes.get(pos++);
      if (shift < Long.SIZE) {
        value |= (long) (b & 0x7f) << shift;
      }
      if (b >= 0) {
        at = pos;
        return value;
      }
    }
    throw corrupt("a number takes more than ten bytes");
  }

  /** A varint of at most five bytes, as a number from 0 to 2^35 - 1. */
  public long readVarint32() throws CorruptCheckpointException {
    int before = at;
    long value = readVarint64();
    if (at - before > Varint.MAX_BYTES_32) {
      at = before;
      throw corrupt("a 32-bit number takes more than five bytes");
    }
    return value;
  }

  /** The next {@code length} bytes as a slice of their own. */
  public FileSlice readSlice(long length) throws CorruptCheckpointException {
    if (length < 0 || length > remaining()) {
      throw corrupt("needs %s bytes, has %d", Long.toUnsignedString(length), remaining());
    }
    FileSlice out = new FileSlice(file, origin, bytes, at, at + (int) length, key);
    at += (int) length;
    return out;
  }

  /** The bytes {@code from} to {@code from + length} as a slice; reading goes on where it was. */
  public FileSlice slice(int from, int length) throws CorruptCheckpointException {
    if (from < 0 || length < 0 || from > length() - length) {
      throw corrupt("bytes %d+%d of %d", from, length, length());
    }
    return new FileSlice(file, origin, bytes, start + from, start + from + length, key);
  }

  /** Copies the next {@code length} bytes into {@code target}. */
  public void readInto(byte[] target, int to, int length) throws CorruptCheckpointException {
    need(length);
    bytes.get(at, target, to, length);
    at += length;
  }

  /** The bytes not yet read, as a view. */
  public ByteBuffer view() {
    return bytes.slice(at, end - at).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes not yet read, copied. */
  public byte[] toByteArray() {
    byte[] out = new byte[remaining()];
    bytes.get(at, out);
    return out;
  }

  /** Damage here, of the common kind. */
  public CorruptCheckpointException corrupt(String format, Object... arguments) {
    return corrupt(Category.DATA_LOSS, format, arguments);
  }

  public CorruptCheckpointException corrupt(Category category, String format, Object... arguments) {
    return new CorruptCheckpointException(
        category,
        file,
        offset(),
        key == null ? null : key.toString(),
        String.format(Locale.ROOT, format, arguments));
  }

  private void need(int count) throws CorruptCheckpointException {
    if (count > end - at) {
      throw corrupt("needs %d bytes, has %d", count, end - at);
    }
  }
}
