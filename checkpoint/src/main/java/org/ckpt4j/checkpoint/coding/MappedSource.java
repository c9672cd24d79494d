package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A file mapped into memory, in maps that overlap: map i begins at i GiB and is up to 2 GiB long,
 * so a window of up to 1 GiB lies within one map wherever it begins.
 *
 * <p>All maps are made at once, for values stay readable after the channel is closed. A file that
 * another program shortens while it is mapped cannot be read behind its new end; replacing it by
 * renaming does no harm.
 */
final class MappedSource implements ByteSource {
  private static final int STRIDE_BITS = 30;
  private static final long STRIDE = 1L << STRIDE_BITS;

  private final String file;
  private final FileChannel channel;
  private final long size;
  private final List<ByteBuffer> maps;

  MappedSource(String file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
    List<ByteBuffer> all = new ArrayList<>();
    for (long from = 0; from < size; from += STRIDE) {
      all.add(channel.map(MapMode.READ_ONLY, from, Math.min(size - from, Integer.MAX_VALUE)));
    }
    this.maps = List.copyOf(all);
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer read(long at, int length) {
    Objects.checkFromIndexSize(at, length, size);
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer map = maps.get((int) (at >>> STRIDE_BITS));
    int from = (int) (at & (STRIDE - 1));
    if (length <= map.capacity() - from) {
      return map.slice(from, length).order(ByteOrder.LITTLE_ENDIAN);
    }
    // Beyond 1 GiB and across a border: the only case in which a window is a copy.
    ByteBuffer copy = ByteBuffer.allocate(length);
    while (copy.hasRemaining()) {
      int count = (int) Math.min(copy.remaining(), STRIDE);
      copy.put(read(at + copy.position(), count));
    }
    return copy.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void readInto(long at, ByteBuffer target) throws IOException {
    if (target.isDirect() && channel.isOpen()) {
      // The kernel copies without the page faults that touching a map costs.
      ChannelSource.fill(file, channel, at, target);
    } else {
      target.put(read(at, target.remaining()));
    }
  }

  @Override
  public TensorBytes view(long at, long length) {
    Objects.checkFromIndexSize(at, length, size);
    return new TensorBytes() {
      @Override
      public long size() {
        return length;
      }

      @Override
      public ByteBuffer window(long from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return read(at + from, count);
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
