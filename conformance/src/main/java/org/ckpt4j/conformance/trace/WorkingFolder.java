package org.ckpt4j.conformance.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder a program runs in; its files' times are the virtual clock's. */
final class WorkingFolder {
  private final Path folder;
  private final Map<Path, FileTime> stamped = new HashMap<>();

  WorkingFolder(Path folder) {
    this.folder = folder;
  }

  Path resolve(String path) {
    return folder.resolve(path);
  }

  /** Every file below {@code path}, with paths from the working folder on, sorted. */
  List<String> list(String path) throws IOException {
    return files(folder.resolve(path)).stream()
        .map(file -> folder.relativize(file.normalize()).toString().replace('\\', '/'))
        .sorted()
        .toList();
  }

  /** Every file written since the last call was written at {@code now}. */
  void stamp(Instant now) throws IOException {
    FileTime time = FileTime.from(now);
    for (Path file : files(folder)) {
      if (!Files.getLastModifiedTime(file).equals(stamped.get(file))) {
        Files.setLastModifiedTime(file, time);
        stamped.put(file, Files.getLastModifiedTime(file));
      }
    }
  }

  private static List<Path> files(Path below) throws IOException {
    if (!Files.isDirectory(below)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
