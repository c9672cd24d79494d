package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The implementations under the contract. */
class ByteSourcesTest {
  @Nested
  class Mapped extends ByteSourceContract {
    @Override
    ByteSource open(Path file) throws IOException {
      return ByteSource.open(file, true);
    }
  }

  @Nested
  class Positional extends ByteSourceContract {
    @Override
    ByteSource open(Path file) throws IOException {
      return ByteSource.open(file, false);
    }
  }

  /** A provider that has only the plain channel. */
  @Nested
  class Plain extends ByteSourceContract {
    @Override
    ByteSource open(Path file) throws IOException {
      return new ChannelSource(file.toString(), new PlainChannel(FileChannel.open(file)));
    }
  }

  private record PlainChannel(FileChannel file) implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
      // Less than asked for, as channels may.
      ByteBuffer part = target.slice().limit(Math.min(target.remaining(), 1000));
      int count = file.read(part);
      target.position(target.position() + Math.max(0, count));
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
