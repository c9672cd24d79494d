package org.ckpt4j.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One recorded folder with its {@code expected.json}.
 *
 * @param folder where it lies; not to be written to
 */
public record GoldenCase(Path folder, JsonNode expected) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those under {@code relative}, by name. */
  public static List<GoldenCase> all(String relative) {
    return GoldenFiles.folders(relative, "expected.json").stream().map(GoldenCase::read).toList();
  }

  public static GoldenCase at(String relative) {
    return read(GoldenFiles.at(relative));
  }

  private static GoldenCase read(Path folder) {
    return new GoldenCase(folder, json(folder.resolve("expected.json")));
  }

  /** A recorded file in JSON. */
  public static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String text(String member) {
    return expected.path(member).asText();
  }

  public String name() {
    return String.valueOf(folder.getFileName());
  }

  @Override
  public String toString() {
    return name();
  }
}
