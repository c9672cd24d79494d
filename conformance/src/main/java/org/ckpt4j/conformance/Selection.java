package org.ckpt4j.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the cases found are wanted.
 *
 * @param sections ranges of section numbers; empty takes all
 * @param without features, lower case ({@code keras}, {@code estimator}): cases that need one are
 *     left out, without a word in the report
 * @param ops op types; empty takes all
 * @param python an interpreter with TensorFlow that may judge; null if there is none
 */
public record Selection(
    List<Sections> sections, Set<String> without, Set<String> ops, @Nullable Path python) {
  /** All cases. */
  public static final Selection ALL = new Selection(List.of(), Set.of(), Set.of(), null);

  private static final Pattern RANGE = Pattern.compile("(\\d+)([a-z]?)(?:-(\\d+))?");
  private static final Pattern NUMBERED = Pattern.compile("(\\d+)([a-z]?)(?:\\D.*)?");

  /**
   * Sections {@code first} to {@code last}; {@code letter} narrows a single number, or is empty.
   */
  record Sections(int first, String letter, int last) {
    boolean take(int number, String suffix) {
      return first <= number && number <= last && (letter.isEmpty() || letter.equals(suffix));
    }
  }

  public Selection {
    sections = List.copyOf(sections);
    without = Set.copyOf(without);
    ops = Set.copyOf(ops);
  }

  /**
   * @param sections {@code 01-09,17-21}; a number takes its letters too (02 takes 02b), {@code 02b}
   *     only itself; empty takes all
   * @param without {@code keras,estimator}; may be empty
   * @throws IllegalArgumentException if a text is not of this form
   */
  public static Selection parse(String sections, String without) {
    List<Sections> ranges = new ArrayList<>();
    for (String item : words(sections)) {
      Matcher matcher = RANGE.matcher(item);
      if (!matcher.matches() || (matcher.group(3) != null && !matcher.group(2).isEmpty())) {
        throw new IllegalArgumentException(
            "no section range: \"%s\" (expected numbers as in 01-09,17-21 or 02b)".formatted(item));
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
      if (last < first) {
        throw new IllegalArgumentException("section range \"%s\" is empty".formatted(item));
      }
      ranges.add(new Sections(first, matcher.group(2), last));
    }
    return new Selection(
        ranges, new TreeSet<>(words(without.toLowerCase(Locale.ROOT))), Set.of(), null);
  }

  /** Of recorded ops only these, as in {@code Add,MatMul}; empty takes all. */
  public Selection withOps(String types) {
    return new Selection(sections, without, new TreeSet<>(words(types)), python);
  }

  /** What TensorFlow judges is judged by this one. */
  public Selection withPython(@Nullable Path interpreter) {
    return new Selection(sections, without, ops, interpreter);
  }

  /** Whether cases of this op type are taken. */
  public boolean takesOp(String type) {
    return ops.isEmpty() || ops.contains(type);
  }

  private static List<String> words(String list) {
    return Pattern.compile(",")
        .splitAsStream(list)
        .map(String::strip)
        .filter(w -> !w.isEmpty())
        .toList();
  }

  /**
   * Whether a section folder ({@code 02b-object-based-checkpoint}) is taken; one without number is
   * not.
   */
  public boolean takesSection(String folder) {
    if (sections.isEmpty()) {
      return true;
    }
    Matcher matcher = NUMBERED.matcher(folder);
    if (!matcher.matches()) {
      return false;
    }
    int number = Integer.parseInt(matcher.group(1));
    return sections.stream().anyMatch(range -> range.take(number, matcher.group(2)));
  }

  /** Whether a case that needs these features is left in. */
  public boolean takesNeeds(Iterable<String> features) {
    for (String feature : features) {
      if (without.contains(feature.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }
}
