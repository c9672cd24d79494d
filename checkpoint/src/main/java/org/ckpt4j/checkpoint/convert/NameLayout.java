package org.ckpt4j.checkpoint.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.SlotNames;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;

/**
 * An object-based checkpoint laid out by variable names, as a v1 {@code Saver} would have written
 * it.
 *
 * @param below only what lies below this child of the root, under its names, as the guide's {@code
 *     convert_tf2_to_tf1} takes {@code var_list}; empty takes everything but the save counter
 * @param fullNames whether the names that variables had are taken where they are unique; else names
 *     are paths
 * @param rules change names at last
 */
public record NameLayout(Optional<String> below, boolean fullNames, List<KeyRename> rules) {
  private static final String COUNTER = "save_counter";

  public NameLayout {
    rules = List.copyOf(rules);
  }

  /** The guide's {@code convert_tf2_to_tf1}: what lies in the dict {@code var_list}. */
  public static NameLayout guide() {
    return new NameLayout(Optional.of("var_list"), false, List.of());
  }

  /**
   * @throws IllegalArgumentException if two values would get one name
   */
  public Draft draft(CheckpointReader source, StoredValues values) {
    Map<String, String> names = names(values);
    Map<String, Set<String>> slotsOfOptimizers = slotsOfOptimizers(values);
    List<Draft.Entry> entries = new ArrayList<>();
    List<KeyMapping.Pair> pairs = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (StoredValue value : values.values()) {
      String name = name(value, names, slotsOfOptimizers);
      if (name == null) {
        dropped.add(value.key());
        continue;
      }
      String renamed = KeyRename.apply(rules, name);
      if (!taken.add(renamed)) {
        throw new IllegalArgumentException(
            "two values would be named \"%s\", one of them %s; give a rule that tells them apart"
                .formatted(renamed, value.key()));
      }
      entries.add(new Draft.Entry(renamed, Draft.valueOf(source, value.key())));
      pairs.add(new KeyMapping.Pair(value.key(), renamed, KeyMapping.Why.GIVEN));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no values %s"
              .formatted(values.prefix(), below.map(b -> "below " + b).orElse("")));
    }
    return Draft.ofNames(entries, new KeyMapping(pairs), dropped);
  }

  /** The names of variables that are no slots, by key. */
  private Map<String, String> names(StoredValues values) {
    Map<String, Integer> uses = new HashMap<>();
    values.values().forEach(value -> uses.merge(value.fullName(), 1, Integer::sum));
    Map<String, String> names = new HashMap<>();
    for (StoredValue value : values.values()) {
      if (value.slot() != null || value.path().equals(List.of(COUNTER))) {
        continue;
      }
      List<String> path = value.path();
      if (below.isPresent()) {
        if (path.size() < 2 || !path.get(0).equals(below.get())) {
          continue;
        }
        path = path.subList(1, path.size());
      }
      boolean named = fullNames && !value.fullName().isEmpty() && uses.get(value.fullName()) == 1;
      names.put(value.key(), named ? value.fullName() : String.join("/", path));
    }
    return names;
  }

  private static Map<String, Set<String>> slotsOfOptimizers(StoredValues values) {
    Map<String, Set<String>> slots = new HashMap<>();
    for (StoredValue value : values.values()) {
      if (value.slot() != null) {
        slots
            .computeIfAbsent(value.slot().optimizer(), absent -> new TreeSet<>())
            .add(value.slot().name());
      }
    }
    return slots;
  }

  private @org.jspecify.annotations.Nullable String name(
      StoredValue value, Map<String, String> names, Map<String, Set<String>> slotsOfOptimizers) {
    StoredValue.SlotOf slot = value.slot();
    if (slot == null) {
      return names.get(value.key());
    }
    String variable = names.get(slot.variableKey());
    if (variable == null) {
      return null;
    }
    return variable
        + "/"
        + SlotNames.ending(slotsOfOptimizers.getOrDefault(slot.optimizer(), Set.of()), slot.name());
  }
}
