package org.ckpt4j.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Lets the variables of a graph begin with those of an earlier training, by name, also where a
 * vocabulary has changed. Counterpart: {@code tf.compat.v1.train.warm_start}.
 */
public final class WarmStart {
  private final String source;
  private final Map<String, List<Variable>> variables;
  private final Map<String, VocabInfo> vocabularies;
  private final Map<String, String> previousNames;
  private final boolean vocabulariesOnly;
  private final Set<String> renamed = new TreeSet<>(CodePoints.ORDER);
  private final Set<String> remapped = new TreeSet<>(CodePoints.ORDER);
  private final Map<String, Object> plain = new LinkedHashMap<>();
  private int count;

  private WarmStart(
      String source,
      Map<String, List<Variable>> variables,
      Map<String, VocabInfo> vocabularies,
      Map<String, String> previousNames,
      boolean vocabulariesOnly) {
    this.source = source;
    this.variables = variables;
    this.vocabularies = vocabularies;
    this.previousNames = previousNames;
    this.vocabulariesOnly = vocabulariesOnly;
  }

  /**
   * @param source a checkpoint, or a folder for its newest
   * @param wanted which variables: a regular expression that begins names of trainable variables; a
   *     list of those for all global variables; a list of variables; null for only those with a
   *     vocabulary
   * @param vocabularies variables' full names to how their vocabulary changed
   * @param previousNames variables' full names to their names in the checkpoint, where these differ
   * @throws IllegalArgumentException if a variable is missing in the checkpoint, has another shape,
   *     or if a name in one of the maps is not among the variables
   */
  public static void apply(
      String source,
      @Nullable Object wanted,
      Map<String, VocabInfo> vocabularies,
      Map<String, String> previousNames) {
    log("warm_starting_from", Map.of("path", source), "warm start from " + source);
    Map<String, List<Variable>> grouped = grouped(wanted);
    Map<String, String> names =
        previousNames.isEmpty() ? objectKeys(source, grouped.keySet()) : previousNames;
    boolean vocabulariesOnly =
        wanted == null || wanted.equals("") || (wanted instanceof List<?> l && l.isEmpty());
    new WarmStart(source, grouped, vocabularies, names, vocabulariesOnly).run();
  }

  /**
   * What {@link #apply} would take from where, before it replaces an initializer; variables with a
   * vocabulary are compared by type only, because their rows are chosen by words.
   */
  public static RestorePlan plan(
      String source,
      @Nullable Object wanted,
      Map<String, VocabInfo> vocabularies,
      Map<String, String> previousNames) {
    NamedRestorePlan plan = new NamedRestorePlan(NamedRestorePlan.stored(source));
    List<Object> fitting = new ArrayList<>();
    Map<String, String> used = new LinkedHashMap<>();
    Map<String, VocabInfo> words = new LinkedHashMap<>();
    grouped(wanted)
        .forEach(
            (name, parts) -> {
              boolean vocabulary = vocabularies.containsKey(name);
              Variable first = parts.get(0);
              Shape whole =
                  first.saveSliceInfo().map(SaveSliceInfo::fullShape).orElse(first.shape());
              Shape shape = vocabulary ? Shape.unknown() : whole;
              String key = previousNames.getOrDefault(name, name);
              if ((wanted != null || vocabulary)
                  && plan.compare(name, key, new TensorSpec(first.dtype(), shape))) {
                fitting.addAll(parts);
                if (previousNames.containsKey(name)) {
                  used.put(name, key);
                }
                if (vocabulary) {
                  words.put(name, vocabularies.get(name));
                }
              }
            });
    return new RestorePlan(
        plan.report(),
        () -> apply(source, wanted, vocabularies, previousNames),
        () -> apply(source, fitting, words, used));
  }

  private static Map<String, List<Variable>> grouped(@Nullable Object wanted) {
    List<Variable> list = new ArrayList<>();
    if (wanted == null || wanted instanceof String) {
      log("warm_starting_trainable_only", Map.of(), "only trainable variables are warm-started");
      list.addAll(
          GraphVariables.collection(GraphKeys.TRAINABLE_VARIABLES, emptyToNull((String) wanted)));
    } else if (wanted instanceof List<?> items) {
      list.addAll(listed(items));
    } else {
      throw new IllegalArgumentException(
          "variables to warm-start are a regular expression, a list, or null; %s is none"
              .formatted(wanted));
    }
    Map<String, List<Variable>> byName = new LinkedHashMap<>();
    for (Variable variable : list) {
      byName.computeIfAbsent(variable.fullName(), name -> new ArrayList<>()).add(variable);
    }
    return byName;
  }

  private static @Nullable String emptyToNull(@Nullable String pattern) {
    return pattern == null || pattern.isEmpty() ? null : pattern;
  }

  private static List<Variable> listed(List<?> items) {
    List<Variable> list = new ArrayList<>();
    boolean names = items.stream().allMatch(String.class::isInstance);
    for (Object item : items) {
      if (names) {
        list.addAll(
            GraphVariables.collection(GraphKeys.GLOBAL_VARIABLES, emptyToNull((String) item)));
      } else if (item instanceof Variable variable) {
        list.add(variable);
      } else {
        throw new IllegalArgumentException(
            "a list of variables to warm-start holds only names or only variables (of a partitioned"
                + " one its parts), not "
                + items);
      }
    }
    return list;
  }

  /** Of an object-based checkpoint, the keys by full names; of a name-based one, nothing. */
  private static Map<String, String> objectKeys(String source, Set<String> names) {
    Map<String, String> all =
        CheckpointErrors.translating(
            () -> {
              try (CheckpointReader reader = CheckpointFolders.loadCheckpoint(source)) {
                return reader.hasTensor(ObjectGraph.KEY)
                    ? ObjectGraphKeys.byFullName(graph(reader, source))
                    : null;
              }
            });
    if (all == null) {
      return Map.of();
    }
    Map<String, String> keys = new LinkedHashMap<>();
    Set<String> missing = new TreeSet<>(CodePoints.ORDER);
    for (String name : names) {
      String key = all.get(name);
      if (key == null) {
        missing.add(name);
      } else {
        keys.put(name, key);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is object-based and has no values whose full names are %s; it has %s"
              .formatted(source, missing, new TreeSet<>(all.keySet())));
    }
    return keys;
  }

  private static ObjectGraph graph(CheckpointReader reader, String source) throws IOException {
    TensorBytes message = reader.getTensor(ObjectGraph.KEY).elements().get(0);
    return ObjectGraph.read(message.toByteArray(), source);
  }

  private void run() {
    variables.forEach(this::start);
    initializePlain();
    log(
        "warm_started_count",
        Map.of("count", (long) count),
        "warm-started %d variables".formatted(count));
    refuseUnused("previous names", previousNames.keySet(), renamed);
    refuseUnused("vocabularies", vocabularies.keySet(), remapped);
  }

  private void start(String name, List<Variable> parts) {
    String previous = previousNames.get(name);
    if (previous != null) {
      renamed.add(name);
    }
    VocabInfo vocabulary = vocabularies.get(name);
    if (vocabulary != null) {
      remapped.add(name);
      count++;
      if (previous == null) {
        requireOne(name, parts);
      }
      remap(parts, vocabulary, previous == null ? name : previous);
    } else if (!vocabulariesOnly) {
      count++;
      requireOne(name, parts);
      String tensor = previous == null ? name : previous;
      if (plain.containsKey(tensor)) {
        initializePlain(); // a map takes a tensor once; two variables may want it
      }
      plain.put(tensor, parts.size() == 1 ? parts.get(0) : parts);
    }
  }

  private static void requireOne(String name, List<Variable> parts) {
    if (parts.size() > 1 && parts.stream().anyMatch(part -> part.saveSliceInfo().isEmpty())) {
      throw new IllegalArgumentException(
          ("variable \"%s\" is to be warm-started %d times; write expressions that take a variable"
                  + " once")
              .formatted(name, parts.size()));
    }
  }

  private void initializePlain() {
    if (!plain.isEmpty()) {
      InitFromCheckpoint.apply(source, plain);
      plain.clear();
    }
  }

  private void remap(List<Variable> parts, VocabInfo vocabulary, String tensor) {
    if (vocabulary.newVocab().isEmpty()
        || vocabulary.oldVocab().isEmpty()
        || vocabulary.newVocabSize() == 0
        || source.isEmpty()) {
      throw new IllegalArgumentException(
          "variable \"%s\": a vocabulary needs both files, a size and a checkpoint"
              .formatted(parts.get(0).fullName()));
    }
    long rows = 0;
    for (Variable part : parts) {
      if (part.shape().rank() != 2) {
        throw new IllegalArgumentException(
            "variable \"%s\" has shape %s; only a matrix can follow a vocabulary"
                .formatted(part.name(), part.shape()));
      }
      if (part.dtype() != org.ckpt4j.tensor.DType.FLOAT32) {
        throw new TypeError(
            "variable \"%s\" is %s; only float32 can follow a vocabulary"
                .formatted(part.name(), part.dtype()));
      }
      rows += part.shape().dim(0);
    }
    for (Variable part : parts) {
      var matrix =
          RemappedMatrix.of(
              CheckpointFolders.prefix(source), tensor, vocabulary, rows, part.shape().dim(1));
      long offset = part.saveSliceInfo().map(info -> info.offset().get(0)).orElse(0L);
      Tensor value = matrix.part(part.shape(), offset);
      Node assign = part.restoreFromTensors(Map.of(SaveSpec.VARIABLE_VALUE, value));
      if (assign != null) {
        part.setInitializer(assign, value);
      }
    }
  }

  private void refuseUnused(String what, Set<String> given, Set<String> used) {
    Set<String> unused = new TreeSet<>(CodePoints.ORDER);
    unused.addAll(given);
    unused.removeAll(used);
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "%s were given for %s, which are not among the variables to warm-start: %s"
              .formatted(what, unused, variables.keySet()));
    }
  }

  private static void log(String kind, Map<String, Object> details, String message) {
    Contexts.emit(new Diagnostic(Diagnostic.Level.INFO, kind, details, message));
  }
}
