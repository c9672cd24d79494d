package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.plan.CheckpointMatch;
import org.ckpt4j.checkpoint.plan.MatchReport;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.checkpoint.plan.ValueFit;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.TensorSpec;

/** Compares values that a program asks for by key with those a checkpoint holds. */
final class NamedRestorePlan {
  private final StoredValues stored;
  private final List<PlannedValue> values = new ArrayList<>();
  private final Set<String> used = new HashSet<>();

  NamedRestorePlan(StoredValues stored) {
    this.stored = stored;
  }

  /** What the checkpoint at {@code prefix}, or the newest of a folder, holds. */
  static StoredValues stored(String prefixOrFolder) {
    return CheckpointErrors.translating(
        () -> {
          try (CheckpointReader reader = CheckpointFolders.loadCheckpoint(prefixOrFolder)) {
            return StoredValues.of(reader);
          }
        });
  }

  /**
   * Compares one value.
   *
   * @param name what the program calls it
   * @return whether it fits
   */
  boolean compare(String name, String key, TensorSpec wanted) {
    Optional<StoredValue> found = stored.find(key).or(() -> byFullName(key));
    List<String> path = List.of(name.split("/", -1));
    if (found.isEmpty()) {
      values.add(
          new PlannedValue(
              ValueFit.MISSING_IN_FILE,
              path,
              null,
              wanted,
              null,
              false,
              CheckpointMatch.nearest(key, stored)));
      return false;
    }
    TensorSpec saved = found.get().spec();
    used.add(found.get().key());
    ValueFit fit = PlannedValue.compare(wanted, saved);
    values.add(new PlannedValue(fit, path, found.get().key(), wanted, saved, false, List.of()));
    return fit == ValueFit.MATCHED;
  }

  /** Objects are found by the names their variables had, where these are of one only. */
  private Optional<StoredValue> byFullName(String name) {
    if (stored.kind() == CheckpointKind.NAME_BASED) {
      return Optional.empty();
    }
    List<StoredValue> named =
        stored.values().stream().filter(value -> value.fullName().equals(name)).toList();
    return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
  }

  /** Everything that was compared, and what nobody asked for. */
  MatchReport report() {
    List<PlannedValue> all = new ArrayList<>(values);
    for (StoredValue value : stored.values()) {
      if (!used.contains(value.key())) {
        all.add(CheckpointMatch.unused(value));
      }
    }
    List<String> hints = new ArrayList<>();
    if (stored.kind() == CheckpointKind.OBJECT_BASED) {
      hints.add(
          "the checkpoint is object-based; values are found by the names variables had, which is"
              + " fragile: Checkpoint.restore finds them by objects");
    }
    return new MatchReport(stored.prefix(), stored.kind(), all, hints);
  }
}
