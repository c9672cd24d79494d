package org.ckpt4j.module;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ckpt4j.module.Module.AtPath;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.trackable.NoDependency;
import org.ckpt4j.trackable.TrackableRecord;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Finds what lies below a module: attributes sorted by name, lists in order, maps sorted by key; a
 * module's own objects before those of the modules in it.
 */
final class ModuleWalk<T> {
  private final Class<T> wanted;
  private final @Nullable Set<Object> seen;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<AtPath<T>> found = new ArrayList<>();

  private ModuleWalk(Class<T> wanted, @Nullable Set<Object> seen) {
    this.wanted = wanted;
    this.seen = seen;
  }

  /** Each object once. */
  static <T> List<T> objects(AutoTrackable owner, Class<T> wanted) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(owner);
    ModuleWalk<T> walk = new ModuleWalk<>(wanted, seen);
    walk.visit(owner, List.of(), true);
    return walk.found.stream().map(AtPath::object).toList();
  }

  /** Each object at each of its paths; a module inside itself is shown, and not entered. */
  static <T> List<AtPath<T>> paths(AutoTrackable owner, Class<T> wanted) {
    ModuleWalk<T> walk = new ModuleWalk<>(wanted, null);
    walk.visit(owner, List.of(), true);
    return walk.found;
  }

  /** The variables of a list that is no attribute. */
  static List<Variable> variablesOf(AppendOnlyList<?> list) {
    AutoTrackable owner = new AutoTrackable();
    owner.set("list", new NoDependency(list));
    return objects(owner, Variable.class);
  }

  private void visit(AutoTrackable owner, List<Object> path, boolean enter) {
    boolean deeper = enter && !open.contains(owner);
    List<AtPath<AutoTrackable>> below = new ArrayList<>();
    Set<String> ignored = owner instanceof Module module ? module.ignoredProperties() : Set.of();
    Map<String, @Nullable Object> sorted = new TreeMap<>(owner.attributes());
    sorted.keySet().removeAll(ignored);
    sorted.forEach(
        (name, attribute) -> {
          List<AtPath<Object>> leaves = new ArrayList<>();
          try {
            collectLeaves(attribute, with(path, name), leaves);
          } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException(
                "attribute \"%s\" of %s cannot be searched: it holds a map whose keys have no common order (%s); use keys of one type, or ignoredProperties()"
                    .formatted(name, owner, e.getMessage()),
                e);
          }
          for (AtPath<Object> leaf : leaves) {
            take(leaf, deeper, below);
          }
        });
    boolean entered = open.add(owner);
    for (AtPath<AutoTrackable> each : below) {
      visit(each.object(), each.path(), deeper);
    }
    if (entered) {
      open.remove(owner);
    }
  }

  private void take(AtPath<Object> leaf, boolean deeper, List<AtPath<AutoTrackable>> below) {
    Object object = leaf.object();
    if (seen != null && !seen.add(object)) {
      return;
    }
    if (wanted.isInstance(object)) {
      found.add(new AtPath<>(leaf.path(), wanted.cast(object)));
    }
    if (deeper && (object instanceof Module || object instanceof Tf1StyleVariables)) {
      below.add(new AtPath<>(leaf.path(), (AutoTrackable) object));
    }
  }

  private static void collectLeaves(
      @Nullable Object value, List<Object> path, List<AtPath<Object>> leaves) {
    if (value instanceof AppendOnlyList<?> list) {
      collectLeaves(list.asList(), path, leaves);
    } else if (value instanceof AppendOnlyMap<?> map) {
      collectLeaves(map.asMap(), path, leaves);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collectLeaves(list.get(i), with(path, i), leaves);
      }
    } else if (value instanceof Map<?, ?> map) {
      new TreeMap<Object, @Nullable Object>(map)
          .forEach((key, each) -> collectLeaves(each, with(path, key), leaves));
    } else if (value instanceof Record record) {
      TrackableRecord.components(record)
          .forEach((name, each) -> collectLeaves(each, with(path, name), leaves));
    } else if (value != null) {
      leaves.add(new AtPath<>(path, value));
    }
  }

  private static List<Object> with(List<Object> path, Object next) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }
}
