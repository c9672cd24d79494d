package org.ckpt4j.train.objectgraph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.jspecify.annotations.Nullable;

/**
 * One load of an object-based checkpoint: which saved object is which live one, what was not used,
 * and, in a graph, the operations that restore.
 *
 * <p>Lives as long as something waits for it or its status is held. Counterpart: {@code
 * _CheckpointRestoreCoordinator}.
 */
final class RestoreCoordinator {
  private final ObjectGraph graph;
  private final Map<String, TensorSpec> stored;
  private final String prefix;
  private final Tensor prefixTensor;
  private final RestoreCache cache;
  private final long restoreId;
  private final ObjectPathNames paths;
  private final SlotRestore slots;
  private final Map<Integer, Trackable> bound = new HashMap<>();
  private final Set<Integer> matched = new HashSet<>();
  private final Set<Integer> skipped = new HashSet<>();
  private final Set<Trackable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Integer, List<String>> unused = new LinkedHashMap<>();
  private final List<Node> restoreOps = new ArrayList<>();
  private final boolean skipSlots;
  private boolean partialExpected;

  /** Restore operations by what they restore, shared by all loads of one saver in a graph. */
  static final class RestoreCache {
    private final Map<String, Node> nodes = new HashMap<>();
  }

  RestoreCoordinator(
      ObjectGraph graph,
      CheckpointReader reader,
      String prefix,
      Tensor prefixTensor,
      RestoreCache cache,
      boolean skipSlots)
      throws IOException {
    this.graph = graph;
    this.prefix = prefix;
    this.prefixTensor = prefixTensor;
    this.cache = cache;
    this.restoreId = RestoreIds.next();
    this.stored = new HashMap<>();
    for (TensorEntry entry : reader.entries()) {
      stored.put(entry.key().toString(), entry.spec());
    }
    this.paths = new ObjectPathNames(graph);
    this.skipSlots = skipSlots;
    if (skipSlots) {
      graph.nodes().stream()
          .flatMap(node -> node.slotVariables().stream())
          .forEach(slot -> skipped.add(slot.slotVariableNodeId()));
    }
    this.slots = new SlotRestore(this);
  }

  ObjectGraph graph() {
    return graph;
  }

  String prefix() {
    return prefix;
  }

  long restoreId() {
    return restoreId;
  }

  SlotRestore slots() {
    return slots;
  }

  String pathOf(int node) {
    return paths.of(node);
  }

  /** Type and shape of a stored value; null if the file has none under this key. */
  @Nullable TensorSpec storedSpec(String key) {
    return stored.get(key);
  }

  Tensor readValue(String key) {
    TensorSpec spec = stored.get(key);
    if (spec == null) {
      throw new NotFoundError(
          "no tensor \"%s\" in %s, though its object graph names it".formatted(key, prefix));
    }
    return SaverPlan.read(prefixTensor, key, spec.dtype());
  }

  /**
   * A stored string of bytes, read now, whether or not a graph is being built.
   *
   * @throws NotFoundError if there is no such value, or it is no single string
   */
  byte[] readBytes(String key) {
    try (CheckpointReader reader =
        CheckpointReader.open(prefix, Contexts.environment().files(), ReadOptions.defaults())) {
      if (!reader.hasTensor(key) || stored.get(key).dtype() != DType.STRING) {
        throw new NotFoundError("no string \"%s\" in %s".formatted(key, prefix));
      }
      return reader.getTensor(key).elements().get(0).toByteArray();
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /**
   * Notes that {@code object} is the saved object {@code node}.
   *
   * @return whether this is news; if another object is bound already, it stays, and a warning is
   *     given
   */
  boolean bind(int node, Trackable object) {
    seen.add(object);
    matched.add(node);
    Trackable present = bound.putIfAbsent(node, object);
    if (present != null && present != object) {
      Contexts.emit(
          new Diagnostic(
              Diagnostic.Level.WARNING,
              "inconsistent_references",
              Map.of("object", paths.of(node)),
              "%s was one object when %s was saved and is two now (%s, %s); only the first is restored"
                  .formatted(paths.of(node), prefix, present, object)));
    }
    return present == null;
  }

  /** Whether the program asked that slots be left out. */
  boolean skipsSlots() {
    return skipSlots;
  }

  /** Whether the program asked that this be left out. */
  boolean isSkipped(int node) {
    return skipped.contains(node);
  }

  boolean isBound(int node) {
    return bound.containsKey(node);
  }

  Optional<Trackable> boundTo(int node) {
    return Optional.ofNullable(bound.get(node));
  }

  Collection<Trackable> boundObjects() {
    return bound.values();
  }

  int boundCount() {
    return bound.size();
  }

  /** All live objects met so far, also those that were not used. */
  Set<Trackable> seen() {
    return seen;
  }

  void unused(int node, String attribute) {
    unused.computeIfAbsent(node, key -> new ArrayList<>()).add(attribute);
  }

  Map<Integer, List<String>> unused() {
    return unused;
  }

  /** Restores now, or, in a graph, adds what restores when it is run. */
  void restore(List<Saveable> saveables) {
    List<Saveable> sorted = new ArrayList<>(saveables);
    sorted.sort(Comparator.comparing(Saveable::name, CodePoints.ORDER));
    if (Contexts.current().isEager()) {
      SaverPlan.restoreObjects(prefixTensor, sorted);
      return;
    }
    List<Saveable> fresh = new ArrayList<>();
    for (Saveable saveable : sorted) {
      Node known = cache.nodes.get(saveable.name());
      if (known == null) {
        fresh.add(saveable);
      } else {
        restoreOps.add(known);
      }
    }
    SaverPlan.restoreObjects(prefixTensor, fresh)
        .forEach(
            (name, node) -> {
              restoreOps.add(node);
              cache.nodes.put(name, node);
            });
  }

  List<Node> restoreOps() {
    return restoreOps;
  }

  void expectPartial() {
    partialExpected = true;
  }

  /** What Python reports when the load is deleted: values of the file that nobody took. */
  void reportUnresolved() {
    if (partialExpected) {
      return;
    }
    List<String> unmatched = new ArrayList<>();
    for (int node = 0; node < graph.nodes().size(); node++) {
      if (!graph.nodes().get(node).attributes().isEmpty()
          && !matched.contains(node)
          && !isSkipped(node)) {
        unmatched.add(paths.of(node));
      }
    }
    if (unmatched.isEmpty() && unused.isEmpty()) {
      return;
    }
    warn(
        "deleted_with_unrestored_values",
        Map.of(),
        "not all of %s was restored; expectPartial() on the status silences what follows"
            .formatted(prefix));
    for (String path : unmatched) {
      warn(
          "checkpoint_value_not_in_object",
          Map.of("object", path),
          "no object took %s of %s".formatted(path, prefix));
    }
    unused.forEach(
        (node, attributes) ->
            warn(
                "object_attribute_not_in_checkpoint",
                Map.of("object", paths.of(node), "attribute", attributes.toString()),
                "%s has no value %s, which %s holds for it"
                    .formatted(paths.of(node), attributes, prefix)));
  }

  private static void warn(String kind, Map<String, Object> details, String message) {
    Contexts.emit(new Diagnostic(Diagnostic.Level.WARNING, kind, details, message));
  }
}
