package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * File actions of which one fails; or from one on all of them, as if the process had died there.
 * Half of a write that fails is done.
 */
public final class FaultyFiles implements FileActions {
  private final int faultAt;
  private final boolean dies;
  private int count;
  private boolean fired;

  private FaultyFiles(int faultAt, boolean dies) {
    this.faultAt = faultAt;
    this.dies = dies;
  }

  /** The action number {@code faultAt}, from 0, fails with an {@code IOException}. */
  public static FaultyFiles failingAt(int faultAt) {
    return new FaultyFiles(faultAt, false);
  }

  /** The action number {@code faultAt}, from 0, and all after it fail with {@link Death}. */
  public static FaultyFiles dyingAt(int faultAt) {
    return new FaultyFiles(faultAt, true);
  }

  /** The process has died; nothing it would do to clean up happens. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Whether the fault has been met. */
  public boolean fired() {
    return fired;
  }

  private boolean isFault() {
    boolean fault = dies ? count >= faultAt : count == faultAt;
    count++;
    fired |= fault;
    return fault;
  }

  private void fail(String what) throws IOException {
    if (dies) {
      throw new Death();
    }
    throw new IOException("fault: " + what);
  }

  private void step(String what) throws IOException {
    if (isFault()) {
      fail(what);
    }
  }

  @Override
  public OutputFile create(Path file) throws IOException {
    step("create " + file);
    OutputFile real = SYSTEM.create(file);
    return new OutputFile() {
      @Override
      public Path path() {
        return file;
      }

      @Override
      public void writeAt(ByteBuffer bytes, long position) throws IOException {
        if (isFault()) {
          real.writeAt(bytes.slice().limit(bytes.remaining() / 2), position);
          fail("write " + file);
        }
        real.writeAt(bytes, position);
      }

      @Override
      public void force() throws IOException {
        step("force " + file);
        real.force();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step("rename " + from);
    SYSTEM.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step("delete " + file);
    SYSTEM.delete(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    step("create folder " + folder);
    SYSTEM.createFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    step("force folder " + folder);
    SYSTEM.forceFolder(folder);
  }

  @Override
  public List<Path> list(Path folder, String start) throws IOException {
    step("list " + folder);
    return SYSTEM.list(folder, start);
  }
}
