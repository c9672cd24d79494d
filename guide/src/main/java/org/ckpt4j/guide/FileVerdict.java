package org.ckpt4j.guide;

import java.util.Locale;

/**
 * A file a section left, held against TensorFlow's.
 *
 * @param bytes how long it is, or should be
 */
record FileVerdict(String path, Kind kind, long bytes) {
  /** How a file compares. */
  enum Kind {
    SAME("the same bytes as TensorFlow's"),
    DIFFERENT("DIFFERS from TensorFlow's"),
    MISSING("MISSING: TensorFlow writes it"),
    UNEXPECTED("UNEXPECTED: TensorFlow does not write it"),
    GRAPH("a graph; judged by what it holds, not by its bytes"),
    UNKNOWN("not compared: TensorFlow's checksums are at hand for variant 0 only");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    boolean isBad() {
      return this == DIFFERENT || this == MISSING || this == UNEXPECTED;
    }

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
