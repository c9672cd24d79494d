package org.ckpt4j.checkpoint.coding;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of one file come from. Safe for several threads.
 *
 * <p>All reads must lie within {@link #size()}; callers have checked what a file claims before.
 */
public interface ByteSource extends Closeable {
  /** The file's name for messages. */
  String file();

  /** Bytes in the file when it was opened. */
  long size();

  /** The bytes from {@code at} on: a view of the file, or a copy. */
  ByteBuffer read(long at, int length) throws IOException;

  /** Fills {@code target} with the bytes from {@code at} on. */
  void readInto(long at, ByteBuffer target) throws IOException;

  /**
   * A view of the bytes from {@code at} on that stays valid after {@link #close()}, or null if this
   * source can only copy.
   */
  @Nullable TensorBytes view(long at, long length);

  /**
   * Opens a file, mapped into memory if {@code mapped} and its file system can.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  static ByteSource open(Path path, boolean mapped) throws IOException {
    SeekableByteChannel channel = openChannel(path);
    try {
      if (mapped
          && channel instanceof FileChannel file
          && path.getFileSystem() == FileSystems.getDefault()) {
        return new MappedSource(path.toString(), file);
      }
      return new ChannelSource(path.toString(), channel);
    } catch (Throwable e) {
      try (channel) {
        throw e;
      }
    }
  }

  private static SeekableByteChannel openChannel(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (UnsupportedOperationException e) {
      // Some providers have only the plain channel, without positional reads.
      return Files.newByteChannel(path, StandardOpenOption.READ);
    }
  }
}
