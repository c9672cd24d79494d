package org.ckpt4j.checkpoint.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.checkpoint.bundle.ClosestKeys;
import org.ckpt4j.tensor.TensorKey;

/** What would happen if a checkpoint were restored into the program that wrote another one. */
public final class CheckpointMatch {
  private CheckpointMatch() {}

  /**
   * @param source the checkpoint to restore
   * @param program a checkpoint of the program to restore into
   * @param mapping which keys belong together
   */
  public static MatchReport of(StoredValues source, StoredValues program, KeyMapping mapping) {
    Map<String, StoredValue> byKey = new HashMap<>();
    source.values().forEach(value -> byKey.put(value.key(), value));
    Map<String, String> sources = new HashMap<>();
    mapping.pairs().forEach(pair -> sources.put(pair.target(), pair.source()));
    List<PlannedValue> values = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (StoredValue wanted : program.values()) {
      String key = sources.get(wanted.key());
      StoredValue saved = key == null ? null : byKey.get(key);
      boolean slot = wanted.slot() != null;
      if (saved == null) {
        values.add(missing(wanted, source));
      } else {
        used.add(saved.key());
        values.add(
            new PlannedValue(
                PlannedValue.compare(wanted.spec(), saved.spec()),
                wanted.path(),
                saved.key(),
                wanted.spec(),
                saved.spec(),
                slot,
                List.of()));
      }
    }
    for (StoredValue saved : source.values()) {
      if (!used.contains(saved.key())) {
        values.add(unused(saved));
      }
    }
    return new MatchReport(source.prefix(), source.kind(), values, hints(source, program, mapping));
  }

  /** A value nobody takes. */
  public static PlannedValue unused(StoredValue saved) {
    return new PlannedValue(
        ValueFit.UNUSED_IN_FILE,
        saved.path(),
        saved.key(),
        null,
        saved.spec(),
        saved.slot() != null,
        List.of());
  }

  private static PlannedValue missing(StoredValue wanted, StoredValues source) {
    return new PlannedValue(
        ValueFit.MISSING_IN_FILE,
        wanted.path(),
        null,
        wanted.spec(),
        null,
        wanted.slot() != null,
        nearest(wanted.key(), source));
  }

  /** The keys of {@code source} that may be meant by {@code name}. */
  public static List<String> nearest(String name, StoredValues source) {
    return ClosestKeys.to(
        TensorKey.of(name),
        source.values().stream().map(value -> TensorKey.of(value.key())).toList());
  }

  private static List<String> hints(StoredValues source, StoredValues program, KeyMapping mapping) {
    List<String> hints = new ArrayList<>();
    int guesses = mapping.guesses().size();
    if (guesses > 0) {
      hints.add(guesses + " of the matches are guesses by similar names; look at them");
    }
    boolean renamed =
        mapping.pairs().stream().anyMatch(pair -> !pair.source().equals(pair.target()));
    if (source.kind() != program.kind()) {
      hints.add("the two are of different kinds; ckpt4j convert --like makes one of the other");
    } else if (renamed) {
      hints.add("keys differ; ckpt4j convert --like writes the values under the program's keys");
    }
    return hints;
  }
}
