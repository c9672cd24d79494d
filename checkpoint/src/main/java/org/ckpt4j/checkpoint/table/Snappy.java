package org.ckpt4j.checkpoint.table;

import java.nio.ByteBuffer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.FileSlice;

/**
 * Unpacks raw Snappy, without frames. TensorFlow reads such blocks; it writes none.
 *
 * <pre>
 *   stream  := unpacked_length(varint32) element*
 *   element := literal: tag xxxxxx00, length in the tag or in 1 to 4 bytes, bytes
 *            | copy: tag xxxxxx01/10/11, length in the tag, offset in 11, 16 or 32 bits
 * </pre>
 */
final class Snappy {
  /** No stream grows more than this: a copy of three bytes makes at most 64. */
  private static final int MOST_GROWTH = 64;

  /**
   * More than any writer packs into a block; a few megabytes that claim more are made to do harm.
   */
  private static final int MOST_BYTES = 1 << 28;

  private Snappy() {}

  /** The content; its offsets in messages are those of the packed block. */
  static FileSlice uncompress(FileSlice in) throws CorruptCheckpointException {
    long offset = in.offset();
    long length = in.readVarint32();
    if (length > (long) MOST_GROWTH * in.remaining() || length > MOST_BYTES) {
      throw in.corrupt("Snappy block of %d bytes cannot hold %d", in.length(), length);
    }
    byte[] out = new byte[(int) length];
    int at = 0;
    while (in.hasRemaining()) {
      int tag = in.readByte();
      if ((tag & 3) == 0) {
        long count = (tag >>> 2) < 60 ? tag >>> 2 : little(in, (tag >>> 2) - 59);
        count++;
        if (count > out.length - at || count > in.remaining()) {
          throw in.corrupt("Snappy literal of %d bytes, room for %d", count, out.length - at);
        }
        in.readInto(out, at, (int) count);
        at += (int) count;
      } else {
        int count = (tag & 3) == 1 ? (tag >>> 2 & 7) + 4 : (tag >>> 2) + 1;
        long back =
            switch (tag & 3) {
              case 1 -> (tag >>> 5) << 8 | in.readByte();
              case 2 -> little(in, 2);
              default -> little(in, 4);
            };
        if (back == 0 || back > at || count > out.length - at) {
          throw in.corrupt("Snappy copy of %d bytes from %d back at %d", count, back, at);
        }
        // Byte by byte: source and target may overlap, that is how runs are packed.
        for (int i = 0; i < count; i++, at++) {
          out[at] = out[at - (int) back];
        }
      }
    }
    if (at != out.length) {
      throw in.corrupt("Snappy block unpacks to %d bytes, said %d", at, out.length);
    }
    return FileSlice.of(in.file(), offset, ByteBuffer.wrap(out));
  }

  private static long little(FileSlice in, int bytes) throws CorruptCheckpointException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) in.readByte() << (8 * i);
    }
    return value;
  }
}
