package org.ckpt4j.fuzz;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in memory for one input after the other. */
final class Scratch {
  private static final FileSystem FILES = Jimfs.newFileSystem(Configuration.unix());

  private Scratch() {}

  static Path write(String name, byte[] bytes) throws IOException {
    return Files.write(FILES.getPath(name), bytes);
  }

  static Path path(String name) {
    return FILES.getPath(name);
  }
}
