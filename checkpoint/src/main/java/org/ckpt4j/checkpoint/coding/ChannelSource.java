package org.ckpt4j.checkpoint.coding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/** A file read by position, where mapping is not possible or not wanted. */
final class ChannelSource implements ByteSource {
  private final String file;
  private final SeekableByteChannel channel;
  private final long size;

  ChannelSource(String file, SeekableByteChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
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
  public ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(length);
    readInto(at, out);
    return out.flip();
  }

  @Override
  public void readInto(long at, ByteBuffer target) throws IOException {
    if (channel instanceof FileChannel positional) {
      fill(file, positional, at, target);
      return;
    }
    synchronized (channel) {
      channel.position(at);
      while (target.hasRemaining()) {
        if (channel.read(target) < 0) {
          throw new EOFException(file + " became shorter while it was read");
        }
      }
    }
  }

  static void fill(String file, FileChannel channel, long at, ByteBuffer target)
      throws IOException {
    long from = at;
    while (target.hasRemaining()) {
      int read = channel.read(target, from);
      if (read < 0) {
        throw new EOFException(file + " became shorter while it was read");
      }
      from += read;
    }
  }

  @Override
  public @Nullable TensorBytes view(long at, long length) {
    return null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
