package org.ckpt4j.checkpoint.coding;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A file that appears under its name whole or not at all: written under a temporary name beside it,
 * then renamed.
 *
 * <p>{@link #close()} without {@link #commit()} deletes what was written.
 */
public final class AtomicFile implements Closeable, ByteSink {
  /** What TensorFlow puts between a file's name and a random number while it writes it. */
  public static final String TEMPORARY = ".tempstate";

  private final FileActions files;
  private final Path target;
  private final boolean fsync;
  private final OutputFile file;
  private final ByteSink sink;
  private boolean open = true;
  private boolean committed;

  public AtomicFile(FileActions files, Path target, boolean fsync) throws IOException {
    this.files = files;
    this.target = target;
    this.fsync = fsync;
    this.file = files.create(temporary(target, randomId()));
    this.sink = ByteSink.into(file);
  }

  public AtomicFile(Path target, boolean fsync) throws IOException {
    this(FileActions.SYSTEM, target, fsync);
  }

  /**
   * A number that no other writer has. The letter behind it tells our left-over files from
   * TensorFlow's, which have digits only.
   */
  public static String randomId() {
    return Long.toUnsignedString(new SecureRandom().nextLong()) + "j";
  }

  /** The temporary name of {@code target} for the writer {@code id}. */
  public static Path temporary(Path target, String id) {
    return target.resolveSibling(target.getFileName() + TEMPORARY + id);
  }

  @Override
  public long count() {
    return sink.count();
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    sink.write(bytes);
  }

  /** Makes the file visible under its name, in place of what was there. */
  public void commit() throws IOException {
    if (fsync) {
      file.force();
    }
    open = false;
    file.close();
    files.rename(file.path(), target);
    committed = true;
    Path folder = target.toAbsolutePath().getParent();
    if (fsync && folder != null) {
      files.forceFolder(folder);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (open) {
        open = false;
        file.close();
      }
    } finally {
      if (!committed) {
        committed = true;
        files.delete(file.path());
      }
    }
  }
}
