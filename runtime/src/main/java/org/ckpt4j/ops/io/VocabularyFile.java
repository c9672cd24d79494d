package org.ckpt4j.ops.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Contexts;

/** A vocabulary: a text file with one word a line, whose number is its line's, from 0. */
final class VocabularyFile {
  private VocabularyFile() {}

  /**
   * The words of the first {@code size} lines.
   *
   * @param size -1 for all
   * @throws InvalidArgumentError if the file has fewer lines
   * @throws org.ckpt4j.errors.NotFoundError if there is no such file
   */
  static List<String> read(String path, long size) {
    return CheckpointErrors.translating(
        () -> {
          List<String> words = new ArrayList<>();
          try (InputStream in = open(path)) {
            var line = new ByteArrayOutputStream();
            boolean begun = false;
            for (int next = in.read(); next >= 0 && words.size() != size; next = in.read()) {
              begun = next != '\n';
              if (next == '\n') {
                words.add(word(line));
              } else if (next != '\r') { // TF drops carriage returns wherever they stand
                line.write(next);
              }
            }
            if (begun && words.size() != size) {
              words.add(word(line));
            }
          }
          if (words.size() < size) {
            throw new InvalidArgumentError(
                "vocabulary %s has %d lines, %d are asked for".formatted(path, words.size(), size));
          }
          return words;
        });
  }

  private static InputStream open(String path) throws IOException {
    return new java.io.BufferedInputStream(
        Files.newInputStream(Contexts.environment().files().resolve(path)));
  }

  /** Bytes as characters of the same number: words are compared, never shown as text. */
  private static String word(ByteArrayOutputStream line) {
    String word = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    return word;
  }
}
