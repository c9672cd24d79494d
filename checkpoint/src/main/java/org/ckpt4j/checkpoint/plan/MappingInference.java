package org.ckpt4j.checkpoint.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.plan.KeyMapping.Pair;
import org.ckpt4j.checkpoint.plan.KeyMapping.Why;
import org.jspecify.annotations.Nullable;

/**
 * Finds for the values of one checkpoint their counterparts in another, written by another program:
 * by keys, by the names variables had, by slots, by equal values, and at last by similar names.
 *
 * <p>Every step only takes what is unique on both sides, so that nothing is decided by chance.
 */
public final class MappingInference {
  private static final Pattern WORDS =
      Pattern.compile("[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\\d)");

  /** Words that say nothing of which value it is. */
  private static final Set<String> NOISE =
      Set.of("attributes", "variable", "value", "vars", "var", "list", "model", "root", "layer");

  private final Map<String, StoredValue> sources = new LinkedHashMap<>();
  private final Map<String, StoredValue> targets = new LinkedHashMap<>();
  private final Map<String, String> sourceOfTarget = new HashMap<>();
  private final List<Pair> pairs = new ArrayList<>();

  private MappingInference(StoredValues source, StoredValues target) {
    source.values().forEach(value -> sources.put(value.key(), value));
    target.values().forEach(value -> targets.put(value.key(), value));
  }

  /** What of {@code source} goes where in {@code target}; values without a counterpart are out. */
  public static KeyMapping infer(StoredValues source, StoredValues target) {
    return infer(source, target, new KeyMapping(List.of()));
  }

  /** As {@link #infer(StoredValues, StoredValues)}, beginning with pairs that are given. */
  public static KeyMapping infer(StoredValues source, StoredValues target, KeyMapping given) {
    var inference = new MappingInference(source, target);
    for (Pair pair : given.pairs()) {
      if (inference.sources.containsKey(pair.source())
          && inference.targets.containsKey(pair.target())) {
        inference.take(pair.source(), pair.target(), Why.GIVEN);
      }
    }
    inference.byName(StoredValue::key, StoredValue::key, Why.SAME_KEY);
    inference.byName(StoredValue::key, StoredValue::fullName, Why.FULL_NAME);
    inference.byName(StoredValue::fullName, StoredValue::key, Why.FULL_NAME);
    inference.byName(StoredValue::fullName, StoredValue::fullName, Why.FULL_NAME);
    inference.bySlots();
    inference.unique(StoredValue::sameBytesLikely, Why.SAME_VALUE);
    inference.bySimilarNames();
    inference.bySlots();
    return new KeyMapping(inference.pairs);
  }

  private void take(String source, String target, Why why) {
    pairs.add(new Pair(source, target, why));
    sources.remove(source);
    targets.remove(target);
    sourceOfTarget.put(target, source);
  }

  private void byName(
      Function<StoredValue, String> ofSource, Function<StoredValue, String> ofTarget, Why why) {
    Map<String, @Nullable StoredValue> bySource = byUniqueName(sources, ofSource);
    Map<String, @Nullable StoredValue> byTarget = byUniqueName(targets, ofTarget);
    byTarget.forEach(
        (name, target) -> {
          StoredValue source = bySource.get(name);
          if (target != null && source != null) {
            take(source.key(), target.key(), why);
          }
        });
  }

  /** By name; null for a name that several have. */
  private static Map<String, @Nullable StoredValue> byUniqueName(
      Map<String, StoredValue> values, Function<StoredValue, String> name) {
    Map<String, @Nullable StoredValue> out = new LinkedHashMap<>();
    for (StoredValue value : values.values()) {
      String key = name.apply(value);
      if (!key.isEmpty()) {
        out.put(key, out.containsKey(key) ? null : value);
      }
    }
    return out;
  }

  /** Slots of variables that belong together, whether they are named as slots or as variables. */
  private void bySlots() {
    Map<String, String> slotKeys = new HashMap<>();
    for (StoredValue source : sources.values()) {
      if (source.slot() != null) {
        slotKeys.put(source.slot().variableKey() + "\n" + source.slot().name(), source.key());
      }
      SlotNames.parse(source.key())
          .ifPresent(slot -> slotKeys.put(slot.variable() + "\n" + slot.slot(), source.key()));
    }
    for (StoredValue target : List.copyOf(targets.values())) {
      String variable = null;
      String name = null;
      if (target.slot() != null) {
        variable = target.slot().variableKey();
        name = target.slot().name();
      } else if (SlotNames.parse(target.key()).isPresent()) {
        SlotNames.Parsed slot = SlotNames.parse(target.key()).get();
        variable = slot.variable();
        name = slot.slot();
      }
      String of = variable == null ? null : sourceOfTarget.get(variable);
      String source = of == null ? null : slotKeys.get(of + "\n" + name);
      if (source != null
          && sources.containsKey(source)
          && Objects.requireNonNull(sources.get(source)).spec().equals(target.spec())) {
        take(source, target.key(), Why.SLOT);
      }
    }
  }

  private void unique(BiPredicate<StoredValue, StoredValue> belong, Why why) {
    Map<String, List<StoredValue>> byTarget = new LinkedHashMap<>();
    Map<String, Integer> wanted = new HashMap<>();
    for (StoredValue target : targets.values()) {
      List<StoredValue> found =
          sources.values().stream().filter(source -> belong.test(source, target)).toList();
      byTarget.put(target.key(), found);
      found.forEach(source -> wanted.merge(source.key(), 1, Integer::sum));
    }
    byTarget.forEach(
        (target, found) -> {
          if (found.size() == 1 && wanted.get(found.get(0).key()) == 1) {
            take(found.get(0).key(), target, why);
          }
        });
  }

  /** Beyond this many pairs, comparing all names would take longer than it is worth. */
  private static final long MOST_COMPARED = 2_000_000;

  private record Candidate(String source, String target, double likeness) {}

  /** The most alike first, as long as nothing else comes close. */
  private void bySimilarNames() {
    if ((long) sources.size() * targets.size() > MOST_COMPARED) {
      return;
    }
    Map<String, Set<String>> ofSources = new HashMap<>();
    sources.forEach((key, value) -> ofSources.put(key, words(value)));
    List<Candidate> candidates = new ArrayList<>();
    for (StoredValue target : targets.values()) {
      Set<String> ofTarget = words(target);
      for (StoredValue source : sources.values()) {
        if (source.spec().equals(target.spec()) && isSlot(source) == isSlot(target)) {
          double likeness = likeness(ofSources.get(source.key()), ofTarget);
          if (likeness >= 0.3) {
            candidates.add(new Candidate(source.key(), target.key(), likeness));
          }
        }
      }
    }
    candidates.sort((a, b) -> Double.compare(b.likeness(), a.likeness()));
    for (Candidate best : candidates) {
      boolean free = sources.containsKey(best.source()) && targets.containsKey(best.target());
      boolean clear =
          candidates.stream()
              .filter(other -> !other.equals(best) && other.likeness() >= best.likeness() - 1e-9)
              .filter(
                  other ->
                      sources.containsKey(other.source()) && targets.containsKey(other.target()))
              .noneMatch(
                  other ->
                      other.source().equals(best.source()) || other.target().equals(best.target()));
      if (free && clear) {
        take(best.source(), best.target(), Why.SIMILAR_NAME);
      }
    }
  }

  private static boolean isSlot(StoredValue value) {
    return value.slot() != null || SlotNames.parse(value.key()).isPresent();
  }

  private static Set<String> words(StoredValue value) {
    Set<String> words = new LinkedHashSet<>();
    List<String> texts = new ArrayList<>(value.path());
    texts.add(value.fullName());
    for (String text : texts) {
      for (String word : WORDS.split(text)) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && !NOISE.contains(lower)) {
          words.add(lower);
        }
      }
    }
    return words;
  }

  /** Which share of all words both have. */
  private static double likeness(Set<String> a, Set<String> b) {
    Set<String> both = new LinkedHashSet<>(a);
    both.retainAll(b);
    Set<String> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all.isEmpty() ? 0 : (double) both.size() / all.size();
  }
}
