package org.ckpt4j.checkpoint.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.checkpoint.plan.ValueFit;

/**
 * A checkpoint laid out as another one, which the new program wrote: its keys, its object graph,
 * the values of the source.
 */
public final class ExampleLayout {
  private static final List<String> COUNTER = List.of("save_counter");

  private ExampleLayout() {}

  /**
   * @param keepExample whether values without a counterpart in the source are taken from the
   *     example; else they are an error
   * @throws IllegalArgumentException if a value has no counterpart, or one of another type or shape
   */
  public static Draft draft(
      CheckpointReader source,
      StoredValues sourceValues,
      CheckpointReader example,
      StoredValues exampleValues,
      KeyMapping mapping,
      boolean keepExample) {
    Map<String, String> sources = new HashMap<>();
    mapping.pairs().forEach(pair -> sources.put(pair.target(), pair.source()));
    Map<String, StoredValue> bySource = new HashMap<>();
    sourceValues.values().forEach(value -> bySource.put(value.key(), value));
    List<Draft.Entry> entries = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (StoredValue wanted : exampleValues.values()) {
      String key = sources.get(wanted.key());
      StoredValue saved = key == null ? null : bySource.get(key);
      if (saved == null) {
        if (!wanted.path().equals(COUNTER)) { // a name-based source has none; the example's will do
          missing.add(wanted.key());
        }
        entries.add(new Draft.Entry(wanted.key(), Draft.valueOf(example, wanted.key())));
        continue;
      }
      if (PlannedValue.compare(wanted.spec(), saved.spec()) != ValueFit.MATCHED) {
        throw new IllegalArgumentException(
            "\"%s\" is %s, \"%s\" is %s: give another mapping, or convert the value first"
                .formatted(saved.key(), saved.spec(), wanted.key(), wanted.spec()));
      }
      used.add(saved.key());
      entries.add(new Draft.Entry(wanted.key(), Draft.valueOf(source, saved.key())));
    }
    if (!missing.isEmpty() && !keepExample) {
      throw new IllegalArgumentException(
          "%d values of %s have no counterpart in %s: %s; map them, or keep those of the example"
              .formatted(
                  missing.size(),
                  exampleValues.prefix(),
                  sourceValues.prefix(),
                  missing.subList(0, Math.min(10, missing.size()))));
    }
    List<String> dropped =
        sourceValues.values().stream()
            .map(StoredValue::key)
            .filter(key -> !used.contains(key))
            .toList();
    return exampleValues.graph() == null
        ? Draft.ofNames(entries, mapping, dropped)
        : Draft.ofObjects(entries, exampleValues.graph(), mapping, dropped);
  }
}
