package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An empty folder for what a case writes, gone when the case ends. */
public record Scratch(Path folder) implements AutoCloseable {
  public static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("ckpt4j-conformance-"));
  }

  /** Names of all files, relative to the folder. */
  public TreeSet<String> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      TreeSet<String> out = new TreeSet<>();
      walk.filter(Files::isRegularFile)
          .forEach(p -> out.add(folder.relativize(p).toString().replace('\\', '/')));
      return out;
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
