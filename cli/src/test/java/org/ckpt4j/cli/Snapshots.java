package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Outputs that people have looked at and found good. With {@code -Dckpt4j.writeSnapshots=true} they
 * are written anew, to be looked at again.
 */
final class Snapshots {
  private Snapshots() {}

  static void assertMatches(String name, String text) throws IOException {
    if (Boolean.getBoolean("ckpt4j.writeSnapshots")) {
      Path file = Path.of("src/test/resources/snapshots", name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    try (InputStream in = Snapshots.class.getResourceAsStream("/snapshots/" + name)) {
      String expected =
          in == null ? "(no snapshot)" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(expected, text, "snapshot " + name);
    }
  }
}
