package org.ckpt4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Memory in segments of one size, the last one shorter: more bytes than one buffer holds. */
final class SegmentedBytes implements TensorBytes {
  private final List<ByteBuffer> segments;
  private final int segment;
  private final long size;

  private SegmentedBytes(List<ByteBuffer> segments, int segment, long size) {
    this.segments = segments;
    this.segment = segment;
    this.size = size;
  }

  static SegmentedBytes allocate(long size, int segment) {
    List<ByteBuffer> segments = new ArrayList<>();
    for (long at = 0; at < size; at += segment) {
      segments.add(ByteBuffer.allocate((int) Math.min(segment, size - at)));
    }
    return new SegmentedBytes(List.copyOf(segments), segment, size);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long contiguous(long at) {
    return Math.min(size - at, segment - at % segment);
  }

  @Override
  public ByteBuffer window(long at, int length) {
    Objects.checkFromIndexSize(at, length, size);
    if (length == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (length <= contiguous(at)) {
      return segments
          .get((int) (at / segment))
          .slice((int) (at % segment), length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (copy.hasRemaining()) {
      long from = at + copy.position();
      copy.put(window(from, (int) Math.min(copy.remaining(), contiguous(from))));
    }
    return copy.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
