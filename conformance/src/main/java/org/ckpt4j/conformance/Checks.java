package org.ckpt4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.cli.Printable;
import org.ckpt4j.conformance.ops.Findings;
import org.jspecify.annotations.Nullable;

/** Counts what one case compares, and keeps what differed. For one thread at a time. */
public final class Checks implements Findings {
  private static final int SHOWN = 300;

  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long comparisons;

  @Override
  public boolean same(String what, @Nullable Object expected, @Nullable Object actual) {
    if (Objects.deepEquals(expected, actual)) {
      return holds(what, true);
    }
    return fail(what + ": expected " + shown(expected) + ", found " + shown(actual));
  }

  @Override
  public boolean holds(String what, boolean condition) {
    if (!condition) {
      return fail(what);
    }
    comparisons++;
    return true;
  }

  @Override
  public boolean fail(String why) {
    comparisons++;
    failures.add(Printable.text(why));
    return false;
  }

  /** Something a reader of the report must know although it is permitted; not a comparison. */
  public void note(String text) {
    notes.add(Printable.text(text));
  }

  public long comparisons() {
    return comparisons;
  }

  List<String> failures() {
    return failures;
  }

  List<String> notes() {
    return notes;
  }

  private static String shown(@Nullable Object value) {
    String text = value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value);
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN));
  }
}
