package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ckpt4j.checkpoint.coding.Checksums;
import org.ckpt4j.checkpoint.coding.OutputFile;
import org.ckpt4j.checkpoint.coding.RunningCrc;
import org.ckpt4j.tensor.TensorBytes;

/**
 * A data file being written: small values are collected in a buffer, large ones go to the file
 * straight from their own memory, in pieces, by several threads.
 */
final class DataFile {
  /** From this size on a value is not copied. */
  private static final int LARGE = 1 << 18;

  private static final int BUFFER = 1 << 20;

  private final OutputFile file;
  private final int threads;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long written;

  DataFile(OutputFile file, int threads) {
    this.file = file;
    this.threads = threads;
  }

  /** Where the next byte will be. */
  long position() {
    return written + buffer.position();
  }

  /** Takes all remaining bytes. */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
    }
  }

  /** Takes all bytes, and goes on with {@code crc} over them. */
  void write(TensorBytes bytes, RunningCrc crc) throws IOException {
    if (bytes.size() >= LARGE) {
      flush();
      crc.append(Checksums.write(bytes, file, written, threads), bytes.size());
      written += bytes.size();
      return;
    }
    for (long at = 0; at < bytes.size(); ) {
      ByteBuffer window = bytes.window(at, (int) Math.min(bytes.contiguous(at), LARGE));
      at += window.remaining();
      crc.update(window);
      write(window);
    }
  }

  void flush() throws IOException {
    buffer.flip();
    int length = buffer.remaining();
    if (length > 0) {
      file.writeAt(buffer, written);
    }
    written += length;
    buffer.clear();
  }
}
