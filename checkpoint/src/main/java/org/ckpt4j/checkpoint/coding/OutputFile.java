package org.ckpt4j.checkpoint.coding;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file being written, anywhere in it, by several threads. */
public interface OutputFile extends Closeable {
  Path path();

  /** Writes the remaining bytes of {@code bytes}, all of them, at {@code position}. */
  void writeAt(ByteBuffer bytes, long position) throws IOException;

  /** Returns when what was written is on the disk. */
  void force() throws IOException;
}
