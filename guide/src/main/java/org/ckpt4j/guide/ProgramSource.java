package org.ckpt4j.guide;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The Java text of a program, which the build puts into the jar beside its class. */
final class ProgramSource {
  private ProgramSource() {}

  /**
   * The lines of {@code type}'s file, without package, imports, and the blank lines around them.
   */
  static List<String> of(Class<?> type) throws IOException {
    String file = type.getSimpleName() + ".java";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(file + " is missing from this jar; build it again");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .dropWhile(
              line -> line.isBlank() || line.startsWith("package ") || line.startsWith("import "))
          .collect(Collectors.toList());
    }
  }
}
