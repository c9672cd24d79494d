package org.ckpt4j.train;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.objectgraph.ObjectGraphSaver;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.jspecify.annotations.Nullable;

/**
 * The objects in a checkpoint, by their numbers; 0 is the root. Counterpart: {@code
 * tf.train.CheckpointView}.
 */
public final class CheckpointView {
  private final String prefix;
  private final ObjectGraph graph;

  /**
   * @throws IllegalArgumentException if the checkpoint holds no object graph, as those of a {@link
   *     Saver}
   * @throws org.ckpt4j.errors.NotFoundError if there is no such checkpoint
   */
  public CheckpointView(String path) {
    this.prefix = path;
    try (CheckpointReader reader =
        CheckpointReader.open(path, Contexts.environment().files(), ReadOptions.defaults())) {
      if (!reader.hasTensor(ObjectGraph.KEY)) {
        throw new IllegalArgumentException(
            "%s holds no object graph (\"%s\"): a Saver wrote it, by names; list it with TrainApi.listVariables"
                .formatted(path, ObjectGraph.KEY));
      }
      this.graph = ObjectGraphSaver.readGraph(reader, path);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /** The numbers of an object's children, by their names. */
  public Map<String, Integer> children(int node) {
    Map<String, Integer> children = new LinkedHashMap<>();
    for (ChildRef child : graph.nodes().get(node).children()) {
      children.put(child.localName(), child.nodeId());
    }
    return children;
  }

  /** All objects that a path leads to, breadth first; slots are not among them. */
  public List<Integer> descendants() {
    return List.copyOf(descendantsWithPaths().keySet());
  }

  /** As {@link #descendants}, each with its shortest path: {@code root.layer.kernel}. */
  public Map<Integer, String> descendantsWithPaths() {
    Map<Integer, String> paths = new LinkedHashMap<>();
    Deque<Integer> queue = new ArrayDeque<>(List.of(0));
    paths.put(0, "root");
    while (!queue.isEmpty()) {
      int node = queue.remove();
      children(node)
          .forEach(
              (name, child) -> {
                if (paths.putIfAbsent(child, paths.get(node) + "." + name) == null) {
                  queue.add(child);
                }
              });
    }
    return paths;
  }

  /** The live objects that answer to saved ones, by the saved ones' numbers. */
  public Map<Integer, Trackable> match(Trackable root) {
    Map<Integer, Trackable> matched = new LinkedHashMap<>();
    Deque<Integer> queue = new ArrayDeque<>(List.of(0));
    matched.put(0, root);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      Map<String, Trackable> live = matched.get(node).trackableChildren();
      children(node)
          .forEach(
              (name, child) -> {
                Trackable found = live.get(name);
                if (found != null && matched.putIfAbsent(child, found) == null) {
                  queue.add(child);
                }
              });
    }
    return matched;
  }

  /**
   * What a program and a checkpoint have in common, and what only one has.
   *
   * @param matched as {@link #match} gives it
   * @param onlyInCheckpoint numbers of saved objects
   * @param onlyInProgram live objects
   */
  public record Difference(
      Map<Integer, Trackable> matched,
      List<Integer> onlyInCheckpoint,
      List<Trackable> onlyInProgram) {}

  public Difference diff(Trackable root) {
    Map<Integer, Trackable> matched = match(root);
    Set<Trackable> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(matched.values());
    return new Difference(
        matched,
        descendants().stream().filter(node -> !matched.containsKey(node)).toList(),
        new TrackableView(root)
            .descendants().stream().filter(object -> !known.contains(object)).toList());
  }

  /**
   * Restores single objects, and nothing below them, from the saved objects of these numbers.
   * Counterpart: {@code restore_nodes}.
   *
   * @throws IllegalArgumentException if a number is not in the checkpoint, an object is null, or it
   *     owns other values than the saved one; then nothing is restored
   */
  public void restoreNodes(Map<Integer, ? extends @Nullable Trackable> objects) {
    List<Saveable> saveables = new ArrayList<>();
    new TreeMap<Integer, @Nullable Trackable>(objects)
        .forEach(
            (node, object) -> {
              Saveable saveable = saveable(node, object);
              if (!saveable.specs().isEmpty()) {
                saveables.add(saveable);
              }
            });
    SaverPlan.restoreValues(prefix, saveables);
  }

  private Saveable saveable(int node, @Nullable Trackable object) {
    if (!descendantsWithPaths().containsKey(node)) {
      throw new IllegalArgumentException(
          "%s has no object %d; it has %s".formatted(prefix, node, descendantsWithPaths()));
    }
    Trackable live =
        Objects.requireNonNullElseGet(
            object,
            () -> {
              throw new IllegalArgumentException(
                  "object %d of %s was given null to restore into".formatted(node, prefix));
            });
    ObjectNode saved = graph.nodes().get(node);
    List<String> savedNames = saved.attributes().stream().map(SavedAttribute::name).toList();
    List<SaveSpec> specs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<SaveSpec> owned = live.serializeToTensors();
    for (SaveSpec spec : owned) {
      int at = savedNames.indexOf(spec.name());
      if (at >= 0) {
        specs.add(spec.named(saved.attributes().get(at).checkpointKey()));
        names.add(spec.name());
      }
    }
    if (specs.size() != owned.size() || specs.size() != savedNames.size()) {
      throw new IllegalArgumentException(
          "%s owns the values %s, but object %d of %s has %s"
              .formatted(
                  live, owned.stream().map(SaveSpec::name).toList(), node, prefix, savedNames));
    }
    return new Saveable(live, prefix + "#" + node, specs, names);
  }
}
