package org.ckpt4j.checkpoint.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointKind;

/**
 * What would happen if a checkpoint were restored: value by value, as data and as a tree.
 *
 * @param checkpoint its path
 * @param values values of the program in its order, then those of the file that nobody takes
 * @param hints what may be wrong as a whole, and the line to write
 */
public record MatchReport(
    String checkpoint, CheckpointKind kind, List<PlannedValue> values, List<String> hints) {
  public MatchReport {
    values = List.copyOf(values);
    hints = List.copyOf(hints);
  }

  public List<PlannedValue> with(ValueFit fit) {
    return values.stream().filter(value -> value.fit() == fit).toList();
  }

  public List<PlannedValue> matched() {
    return with(ValueFit.MATCHED);
  }

  /** Values of the program that the checkpoint lacks, or has with another type or shape. */
  public List<PlannedValue> problems() {
    return values.stream()
        .filter(v -> v.fit() != ValueFit.MATCHED && v.fit() != ValueFit.UNUSED_IN_FILE)
        .toList();
  }

  public List<PlannedValue> unused() {
    return with(ValueFit.UNUSED_IN_FILE);
  }

  /** Whether every value of both sides has its counterpart. */
  public boolean isExact() {
    return values.stream().allMatch(value -> value.fit() == ValueFit.MATCHED);
  }

  /** One line: how many of what. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    count(parts, ValueFit.MATCHED, "matched");
    count(parts, ValueFit.MISSING_IN_FILE, "missing in the file");
    count(parts, ValueFit.SHAPE_DIFFERS, "of another shape");
    count(parts, ValueFit.DTYPE_DIFFERS, "of another type");
    count(parts, ValueFit.UNUSED_IN_FILE, "unused");
    return parts.isEmpty() ? "no values" : String.join(", ", parts);
  }

  private void count(List<String> parts, ValueFit fit, String what) {
    long n = values.stream().filter(value -> value.fit() == fit).count();
    if (n > 0) {
      parts.add(n + " " + what);
    }
  }

  /** The whole report: summary, tree, hints. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(checkpoint).append(" (");
    out.append(kind == CheckpointKind.OBJECT_BASED ? "object-based" : "name-based");
    out.append("): ").append(summary()).append('\n');
    Branch root = new Branch();
    for (PlannedValue value : values) {
      root.add(value);
    }
    root.print(out, "  ");
    for (String hint : hints) {
      out.append("hint: ").append(hint).append('\n');
    }
    return out.toString();
  }

  /** A name on the way to values, shown once. Files may nest deeply: depth is bounded. */
  private static final class Branch {
    private static final int DEEPEST = 40;

    private final Map<String, Branch> below = new TreeMap<>(Comparator.naturalOrder());
    private final List<PlannedValue> here = new ArrayList<>();

    void add(PlannedValue value) {
      Branch at = this;
      List<String> path = value.path();
      int names = Math.min(path.size(), DEEPEST);
      for (int i = 0; i < names; i++) {
        String name =
            i == DEEPEST - 1 ? String.join("/", path.subList(i, path.size())) : path.get(i);
        at = at.below.computeIfAbsent(name, absent -> new Branch());
      }
      at.here.add(value);
    }

    void print(StringBuilder out, String indent) {
      below.forEach(
          (name, branch) -> {
            if (branch.here.isEmpty()) {
              out.append("  ").append(indent).append(name).append('\n');
            }
            for (PlannedValue value : branch.here) {
              out.append(value.fit().sign()).append(' ').append(indent);
              out.append(value.slot() ? "slot " : "").append(name);
              out.append("  ").append(value.text()).append('\n');
            }
            branch.print(out, indent + "  ");
          });
    }
  }
}
