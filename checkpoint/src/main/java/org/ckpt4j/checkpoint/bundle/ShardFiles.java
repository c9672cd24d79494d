package org.ckpt4j.checkpoint.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.tensor.TensorKey;

/**
 * The data files of one reader, each opened once, when it is first needed. Safe for several
 * threads.
 */
final class ShardFiles implements Closeable {
  private final boolean mapped;
  private final Map<Path, ByteSource> open = new HashMap<>();
  private boolean closed;

  ShardFiles(boolean mapped) {
    this.mapped = mapped;
  }

  /**
   * @param key for whose value the file is needed
   * @throws NoSuchFileException if it is not there
   */
  synchronized ByteSource open(Path file, TensorKey key) throws IOException {
    ByteSource source = open.get(file);
    if (source == null) {
      if (closed) {
        throw new IllegalStateException("reader of " + file + " is closed; open it again");
      }
      if (Files.isDirectory(file)) {
        throw new CorruptCheckpointException(
            Category.DATA_LOSS, file.toString(), -1, key.toString(), "data file is a folder");
      }
      try {
        source = ByteSource.open(file, mapped);
      } catch (NoSuchFileException e) {
        NoSuchFileException missing =
            new NoSuchFileException(
                file.toString(), null, "data file of tensor \"%s\" is missing".formatted(key));
        missing.initCause(e);
        throw missing;
      }
      open.put(file, source);
    }
    return source;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    IOException failure = null;
    for (ByteSource source : open.values()) {
      try {
        source.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
