package org.ckpt4j.checkpoint;

import java.nio.file.Path;

/**
 * Turns a path as a program wrote it into a file's place: the working folder, or another file
 * system.
 */
@FunctionalInterface
public interface PathResolver {
  /** Relative to the working folder of this process; {@code file:///a/b} is {@code /a/b}. */
  PathResolver DEFAULT = path -> Path.of(withoutScheme(path));

  Path resolve(String path);

  /** Relative paths are taken from {@code folder}. */
  static PathResolver relativeTo(Path folder) {
    return path -> folder.resolve(withoutScheme(path));
  }

  /** TensorFlow takes what follows {@code file://} as it stands: nothing in it is escaped. */
  private static String withoutScheme(String path) {
    return path.startsWith("file:///") ? path.substring("file://".length()) : path;
  }
}
