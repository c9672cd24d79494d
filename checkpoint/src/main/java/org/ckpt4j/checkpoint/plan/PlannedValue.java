package org.ckpt4j.checkpoint.plan;

import java.util.List;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One value, of the program, of the checkpoint, or of both.
 *
 * @param path where it is in the program; of an unused value where it was when it was saved
 * @param key the checkpoint's key; null if it has none
 * @param wanted type and shape in the program; null if the program has no such value
 * @param saved type and shape in the checkpoint; null if it has no such value
 * @param slot whether it is an optimizer's slot
 * @param nearest of a missing value, the checkpoint's keys that may be meant
 */
public record PlannedValue(
    ValueFit fit,
    List<String> path,
    @Nullable String key,
    @Nullable TensorSpec wanted,
    @Nullable TensorSpec saved,
    boolean slot,
    List<String> nearest) {
  public PlannedValue {
    path = List.copyOf(path);
    nearest = List.copyOf(nearest);
  }

  /** How two specs fit. */
  public static ValueFit compare(TensorSpec wanted, TensorSpec saved) {
    if (wanted.dtype() != saved.dtype()) {
      return ValueFit.DTYPE_DIFFERS;
    }
    return wanted.shape().isCompatibleWith(saved.shape())
        ? ValueFit.MATCHED
        : ValueFit.SHAPE_DIFFERS;
  }

  /** What is said of it on one line, without its path. */
  String text() {
    return switch (fit) {
      case MATCHED -> spec(saved);
      case MISSING_IN_FILE ->
          spec(wanted)
              + "  missing in the file"
              + (nearest.isEmpty() ? "" : "; nearest: " + String.join(", ", nearest));
      case SHAPE_DIFFERS, DTYPE_DIFFERS -> spec(wanted) + "  the file has " + spec(saved);
      case UNUSED_IN_FILE -> spec(saved) + "  unused";
    };
  }

  private static String spec(@Nullable TensorSpec spec) {
    return spec == null ? "" : spec.dtype() + " " + spec.shape();
  }
}
