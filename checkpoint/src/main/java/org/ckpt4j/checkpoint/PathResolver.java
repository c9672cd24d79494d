package org.ckpt4j.checkpoint;

import java.nio.file.Path;

/**
 * Turns a path as a program wrote it into a file's place: the working folder, or another file
 * system.
 */
@FunctionalInterface
public interface PathResolver {
  /** Relative to the working folder of this process. */
  PathResolver DEFAULT = Path::of;

  Path resolve(String path);

  /** Relative paths are taken from {@code folder}. */
  static PathResolver relativeTo(Path folder) {
    return folder::resolve;
  }
}
