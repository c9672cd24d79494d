package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Which variables of the program take which tensors of a checkpoint, as {@code
 * init_from_checkpoint} is told.
 *
 * <p>Five forms: {@code "scope/": "other/"} for all variables below a scope, {@code "/": "other/"}
 * from the checkpoint's root, {@code "name": "name"}, {@code "name": variable}, and {@code "name":
 * [parts]}. Names are full names, whatever scope is open.
 */
final class AssignmentMap {
  private final List<Map.Entry<String, Object>> entries = new ArrayList<>();

  /**
   * One variable, or the parts of one, and the tensor it takes.
   *
   * @param exact whether the map names the two; else it names their scopes, and TF leaves the shape
   *     to be compared when the value is read
   */
  record Assignment(String tensor, List<Variable> variables, boolean parts, boolean exact) {}

  private AssignmentMap() {}

  /**
   * @param map a map, or a list of pairs, of which several may have the same key
   */
  static AssignmentMap of(Object map) {
    var out = new AssignmentMap();
    Iterable<?> given = map instanceof Map<?, ?> byKey ? byKey.entrySet() : asList(map);
    for (Object each : given) {
      if (!(each instanceof Map.Entry<?, ?> pair) || !(pair.getKey() instanceof String key)) {
        throw new TypeError(
            "an assignment map has pairs of a name in the checkpoint and a variable, not " + each);
      }
      out.entries.add(Map.entry(key, pair.getValue()));
    }
    out.entries.sort(Map.Entry.comparingByKey(CodePoints.ORDER));
    return out;
  }

  private static Iterable<?> asList(Object map) {
    if (map instanceof Iterable<?> list) {
      return list;
    }
    throw new TypeError("an assignment map is a map or a list of pairs, not " + map);
  }

  /**
   * The assignments, in the order in which they are to be made.
   *
   * @param tensors names and shapes in the checkpoint
   * @throws IllegalArgumentException if a name is missing on either side, or a shape differs
   */
  List<Assignment> resolve(Map<String, Shape> tensors, String checkpoint) {
    List<Assignment> found = assignments();
    for (Assignment each : found) {
      require(each.tensor(), tensors, checkpoint);
      if (each.exact()) {
        checkShape(each, tensors.get(each.tensor()), checkpoint);
      }
    }
    return found;
  }

  /** What the map asks for, whether or not a checkpoint has it. */
  List<Assignment> assignments() {
    Map<String, Variable> stored = GraphVariables.stored();
    List<Assignment> found = new ArrayList<>();
    for (Map.Entry<String, Object> entry : entries) {
      Assignment one = one(entry.getKey(), entry.getValue(), stored);
      if (one != null) {
        found.add(one);
      } else {
        found.addAll(scope(entry.getKey(), (String) entry.getValue(), stored));
      }
    }
    return found;
  }

  private static @Nullable Assignment one(String key, Object target, Map<String, Variable> stored) {
    if (target instanceof Variable variable) {
      return new Assignment(key, List.of(variable), false, true);
    }
    if (target instanceof PartitionedVariable whole) {
      return new Assignment(key, whole.parts(), true, true);
    }
    if (target instanceof List<?> list && list.stream().allMatch(Variable.class::isInstance)) {
      return new Assignment(key, list.stream().map(Variable.class::cast).toList(), true, true);
    }
    if (!(target instanceof String name)) {
      throw new TypeError(
          "\"%s\" is mapped to %s; name a variable, a scope, a variable itself, or its parts"
              .formatted(key, target));
    }
    return named(key, name, stored);
  }

  private static @Nullable Assignment named(String key, String name, Map<String, Variable> stored) {
    Variable variable = stored.get(name);
    if (variable != null) {
      return new Assignment(key, List.of(variable), false, true);
    }
    List<Variable> parts = new ArrayList<>();
    for (Variable part = stored.get(name + "/part_0");
        part != null;
        part = stored.get(name + "/part_" + parts.size())) {
      parts.add(part);
    }
    return parts.isEmpty() ? null : new Assignment(key, parts, true, true);
  }

  private static void require(String key, Map<String, Shape> tensors, String checkpoint) {
    if (!tensors.containsKey(key)) {
      throw new IllegalArgumentException(
          "%s has no tensor \"%s\"; it has %s".formatted(checkpoint, key, names(tensors)));
    }
  }

  private static String names(Map<String, Shape> tensors) {
    List<String> sorted = new ArrayList<>(tensors.keySet());
    sorted.sort(CodePoints.ORDER);
    int most = Math.min(20, sorted.size());
    return sorted.subList(0, most) + (most < sorted.size() ? " and more" : "");
  }

  private static void checkShape(Assignment one, Shape saved, String checkpoint) {
    Variable variable = one.parts() ? null : one.variables().get(0);
    if (variable != null && !variable.shape().isCompatibleWith(saved)) {
      throw new IllegalArgumentException(
          "variable \"%s\" has shape %s, tensor \"%s\" in %s has shape %s"
              .formatted(variable.name(), variable.shape(), one.tensor(), checkpoint, saved));
    }
  }

  /** All variables below a scope, each from the tensor of the same name below the other scope. */
  private static List<Assignment> scope(String key, String target, Map<String, Variable> stored) {
    String scope = target.substring(0, Math.max(0, target.lastIndexOf('/')));
    if (!key.endsWith("/")) {
      throw new IllegalArgumentException(
          ("there is no variable \"%s\" to take tensor \"%s\"; to map a whole scope, write"
                  + " \"%s/\": \"%s/\"")
              .formatted(target, key, key, scope));
    }
    TreeSet<String> names = new TreeSet<>(CodePoints.ORDER);
    for (String name : stored.keySet()) {
      if (scope.isEmpty() || name.startsWith(scope + "/")) {
        int part = name.indexOf("/part_");
        names.add(part < 0 ? name : name.substring(0, part));
      }
    }
    List<Assignment> found = new ArrayList<>();
    for (String name : names) {
      // As TF: unless the target is "/", one character is left out, whether or not it is a slash.
      String rest = name.substring(scope.length() + (target.equals("/") ? 0 : 1));
      String full = key.equals("/") ? rest : key + rest;
      String tensor = full.endsWith("/") ? full.substring(0, full.length() - 1) : full;
      Assignment one = named(tensor, name, stored);
      if (one != null) {
        found.add(new Assignment(tensor, one.variables(), one.parts(), false));
      }
    }
    return found;
  }

  /** The slice that a part reads, checked to belong to the same whole as the parts before it. */
  static String slice(Assignment assignment, Variable part) {
    if (!assignment.parts()) {
      return "";
    }
    SaveSliceInfo first = info(assignment.variables().get(0));
    SaveSliceInfo info = info(part);
    if (!info.fullName().equals(first.fullName())) {
      throw new IllegalArgumentException(
          "a list names parts of two variables, \"%s\" and \"%s\""
              .formatted(first.fullName(), info.fullName()));
    }
    return info.spec();
  }

  private static SaveSliceInfo info(Variable part) {
    return part.saveSliceInfo()
        .orElseThrow(
            () ->
                new AttributeError(
                    "a list holds the parts of a partitioned variable; \"%s\" is whole, give it alone"
                        .formatted(part.name())));
  }
}
