package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A new file behind a channel. It stays locked until it is closed, where the file system has locks,
 * so that others can tell a file that is being written from one that a dead process left.
 */
final class ChannelOutput implements OutputFile {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path path;
  private final SeekableByteChannel channel;

  ChannelOutput(Path path) throws IOException {
    this.path = path;
    this.channel = open(path);
  }

  private static SeekableByteChannel open(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, NEW);
    } catch (UnsupportedOperationException e) {
      return Files.newByteChannel(path, NEW);
    }
    try {
      // Released by close(); a file system without locks gives none, and that is all right.
      channel.tryLock();
    } catch (IOException | UnsupportedOperationException e) {
      return channel;
    }
    return channel;
  }

  /** Whether some living process, this one included, is writing the file. */
  static boolean isBeingWritten(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void writeAt(ByteBuffer bytes, long position) throws IOException {
    if (channel instanceof FileChannel positional) {
      long at = position;
      while (bytes.hasRemaining()) {
        at += positional.write(bytes, at);
      }
      return;
    }
    synchronized (channel) {
      channel.position(position);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  @Override
  public void force() throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
