package org.ckpt4j.train.objectgraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ChildRef;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.checkpoint.objectgraph.SlotRef;
import org.ckpt4j.checkpoint.plan.CheckpointMatch;
import org.ckpt4j.checkpoint.plan.MatchReport;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.checkpoint.plan.ValueFit;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.SlotOwner;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Which live objects are which saved ones, and how their values fit, without touching either: what
 * a restore would do now.
 */
public final class ObjectGraphMatch {
  private final ObjectGraphView view;
  private final StoredValues stored;
  private final ObjectGraphWalk walk;
  private final Map<String, StoredValue> byKey = new HashMap<>();
  private final Map<Integer, Trackable> bound = new LinkedHashMap<>();
  private final Map<Trackable, Integer> nodes = new IdentityHashMap<>();
  private final List<PlannedValue> values = new ArrayList<>();
  private final List<Saveable> fitting = new ArrayList<>();
  private final Set<String> used = new HashSet<>();

  private ObjectGraphMatch(ObjectGraphView view, StoredValues stored) {
    this.view = view;
    this.stored = stored;
    this.walk = view.walk();
    stored.values().forEach(value -> byKey.put(value.key(), value));
  }

  /** Compares the objects below a root with a checkpoint of either kind. */
  public static ObjectGraphMatch of(ObjectGraphView view, StoredValues stored) {
    ObjectGraphMatch match = new ObjectGraphMatch(view, stored);
    if (stored.graph() != null) {
      match.bindAll(stored.graph());
    }
    for (Trackable object : match.walk.objects()) {
      match.compare(object);
    }
    return match;
  }

  private record Visit(int node, Trackable object) {}

  private void bindAll(ObjectGraph graph) {
    Deque<Visit> queue = new ArrayDeque<>();
    bind(0, view.root(), queue);
    while (!queue.isEmpty()) {
      Visit visit = queue.remove();
      Map<String, Trackable> live = new HashMap<>();
      view.children(visit.object()).forEach(c -> live.putIfAbsent(c.name(), c.object()));
      for (ChildRef child : graph.nodes().get(visit.node()).children()) {
        Trackable object = live.get(child.localName());
        if (object != null) {
          bind(child.nodeId(), object, queue);
        }
      }
    }
    for (int node = 0; node < graph.nodes().size(); node++) {
      for (SlotRef ref : graph.nodes().get(node).slotVariables()) {
        Trackable variable = bound.get(ref.originalVariableNodeId());
        if (variable != null && bound.get(node) instanceof SlotOwner owner) {
          Trackable slot = owner.slot(variable, ref.slotName());
          if (slot != null) {
            bind(ref.slotVariableNodeId(), slot, queue);
          }
        }
      }
    }
  }

  private void bind(int node, Trackable object, Deque<Visit> queue) {
    if (bound.putIfAbsent(node, object) == null) {
      nodes.putIfAbsent(object, node);
      queue.add(new Visit(node, object));
    }
  }

  private void compare(Trackable object) {
    List<SaveSpec> owned = object.serializeToTensors();
    if (owned.isEmpty()) {
      return;
    }
    boolean fits = true;
    String first = "";
    for (SaveSpec spec : owned) {
      String key = keyOf(object, spec);
      StoredValue saved = key == null ? null : byKey.get(key);
      PlannedValue value = planned(object, spec, saved);
      values.add(value);
      fits &= value.fit() == ValueFit.MATCHED;
      if (saved != null) {
        used.add(saved.key());
        first = first.isEmpty() ? saved.key() : first;
      }
    }
    if (fits) {
      fitting.add(saveable(object, owned, first));
    }
  }

  private @Nullable String keyOf(Trackable object, SaveSpec spec) {
    if (stored.graph() == null) {
      return object.fullName().isEmpty() ? null : object.fullName();
    }
    Integer node = nodes.get(object);
    if (node == null) {
      return null;
    }
    String name = CheckpointKeys.escape(spec.name());
    Optional<SavedAttribute> attribute =
        stored.graph().nodes().get(node).attributes().stream()
            .filter(each -> each.name().equals(name))
            .findFirst();
    return attribute.map(SavedAttribute::checkpointKey).orElse(null);
  }

  private PlannedValue planned(Trackable object, SaveSpec spec, @Nullable StoredValue saved) {
    TensorSpec wanted =
        object instanceof Variable variable
            ? variable.spec()
            : new TensorSpec(spec.dtype(), Shape.unknown());
    List<String> path = path(object, spec);
    boolean slot = walk.path(object).contains(CheckpointKeys.OPTIMIZER_SLOT);
    if (saved == null) {
      return new PlannedValue(
          ValueFit.MISSING_IN_FILE, path, null, wanted, null, slot, nearest(object));
    }
    return new PlannedValue(
        PlannedValue.compare(wanted, saved.spec()),
        path,
        saved.key(),
        wanted,
        saved.spec(),
        slot,
        List.of());
  }

  private List<String> nearest(Trackable object) {
    String name =
        stored.kind() == CheckpointKind.NAME_BASED
            ? object.fullName()
            : CheckpointKeys.key(walk.path(object), CheckpointKeys.VARIABLE_VALUE);
    return CheckpointMatch.nearest(name, stored);
  }

  private List<String> path(Trackable object, SaveSpec spec) {
    List<String> path = new ArrayList<>();
    for (String part : walk.path(object).split("/", -1)) {
      if (!part.equals(CheckpointKeys.OPTIMIZER_SLOT.replace("/", ""))) {
        path.add(part.isEmpty() ? "(root)" : CheckpointKeys.unescape(part));
      }
    }
    if (!spec.name().equals(SaveSpec.VARIABLE_VALUE)) {
      path.add(spec.name());
    }
    return path;
  }

  private Saveable saveable(Trackable object, List<SaveSpec> owned, String firstKey) {
    List<SaveSpec> specs = new ArrayList<>();
    List<String> localNames = new ArrayList<>();
    for (SaveSpec spec : owned) {
      String key = keyOf(object, spec);
      specs.add(spec.named(key == null ? firstKey : key));
      localNames.add(spec.name());
    }
    return new Saveable(object, firstKey, specs, localNames);
  }

  /** The objects all of whose values fit, ready to be restored. */
  public List<Saveable> fitting() {
    return Collections.unmodifiableList(fitting);
  }

  /** Everything that was compared, and what nobody takes. */
  public MatchReport report() {
    List<PlannedValue> all = new ArrayList<>(values);
    for (StoredValue value : stored.values()) {
      if (!used.contains(value.key())) {
        all.add(CheckpointMatch.unused(value));
      }
    }
    return new MatchReport(stored.prefix(), stored.kind(), all, hints());
  }

  private List<String> hints() {
    List<String> hints = new ArrayList<>();
    ObjectGraph graph = stored.graph();
    if (graph == null) {
      hints.add("the checkpoint is name-based; values are found by the names of variables");
    } else if (fitting.isEmpty()) {
      rootShift(graph).ifPresent(hints::add);
    }
    return hints;
  }

  /** Whether the program's root is a child of the saved one, or the other way round. */
  private Optional<String> rootShift(ObjectGraph graph) {
    Set<String> live = new HashSet<>();
    view.children(view.root()).forEach(child -> live.add(child.name()));
    List<ObjectNode> saved = graph.nodes();
    for (ChildRef child : saved.get(0).children()) {
      if (overlaps(names(saved.get(child.nodeId())), live)) {
        return Optional.of(
            "the root of the program was saved as \"%s\": restore new Checkpoint(kw(\"%s\", root))"
                .formatted(child.localName(), child.localName()));
      }
    }
    for (ObjectGraphView.Child child : view.children(view.root())) {
      Set<String> below = new HashSet<>();
      view.children(child.object()).forEach(each -> below.add(each.name()));
      if (overlaps(names(saved.get(0)), below)) {
        return Optional.of(
            "the saved root is \"%s\" of the program: restore new Checkpoint(%s), with the object itself as root"
                .formatted(child.name(), child.name()));
      }
    }
    return Optional.empty();
  }

  private static Set<String> names(ObjectNode node) {
    Set<String> names = new HashSet<>();
    node.children().forEach(child -> names.add(child.localName()));
    return names;
  }

  private static boolean overlaps(Set<String> a, Set<String> b) {
    return a.stream().anyMatch(name -> b.contains(name) && !name.equals("save_counter"));
  }
}
