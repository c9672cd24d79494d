package org.ckpt4j.checkpoint.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which key of one checkpoint becomes which key of another. Works both ways: no key is on a side
 * twice.
 */
public record KeyMapping(List<Pair> pairs) {
  private static final String HEAD = "# ckpt4j key mapping: source key, target key, why";

  /** Why two keys belong together, the surest first. */
  public enum Why {
    /** Somebody said so. */
    GIVEN,
    /** They are the same. */
    SAME_KEY,
    /** The name of the variable when it was saved is the other key, or that one's name. */
    FULL_NAME,
    /** They are the same slot of variables that belong together. */
    SLOT,
    /** Type, shape and checksum are the same, and of no other value. */
    SAME_VALUE,
    /** Names are alike, type and shape are the same: a guess to be looked at. */
    SIMILAR_NAME
  }

  public record Pair(String source, String target, Why why) {
    public boolean isGuess() {
      return why == Why.SIMILAR_NAME;
    }
  }

  /**
   * @throws IllegalArgumentException if a key is on one side twice
   */
  public KeyMapping {
    pairs = List.copyOf(pairs);
    Set<String> sources = new HashSet<>();
    Set<String> targets = new HashSet<>();
    for (Pair pair : pairs) {
      if (!sources.add(pair.source()) || !targets.add(pair.target())) {
        throw new IllegalArgumentException(
            "\"%s\" -> \"%s\": one of the two keys is mapped already"
                .formatted(pair.source(), pair.target()));
      }
    }
  }

  /** From the target back to the source. */
  public KeyMapping reversed() {
    return new KeyMapping(
        pairs.stream().map(p -> new Pair(p.target(), p.source(), p.why())).toList());
  }

  public List<Pair> guesses() {
    return pairs.stream().filter(Pair::isGuess).toList();
  }

  /** Writes it as lines of three columns. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(HEAD);
    for (Pair pair : pairs) {
      lines.add(escape(pair.source()) + "\t" + escape(pair.target()) + "\t" + pair.why());
    }
    Files.write(file, lines, StandardCharsets.UTF_8);
  }

  /**
   * @throws IOException if the file cannot be read, or is no such mapping
   */
  public static KeyMapping read(Path file) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      if (columns.length < 2) {
        throw new IOException(
            "%s, line %d: two keys with a tab between them are expected".formatted(file, number));
      }
      pairs.add(new Pair(unescape(columns[0]), unescape(columns[1]), Why.GIVEN));
    }
    try {
      return new KeyMapping(pairs);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String escape(String key) {
    String escaped = key.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    return escaped.startsWith("#") ? "\\" + escaped : escaped;
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        out.append(next == 't' ? '\t' : next == 'n' ? '\n' : next);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
