package org.ckpt4j.train.objectgraph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.checkpoint.objectgraph.ValueOwners;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Session;
import org.ckpt4j.module.FieldScan;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.trackable.PythonState;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;
import org.ckpt4j.train.saveops.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Saves all objects below a root, and restores them.
 *
 * <p>In a graph the operations are added once and used again as long as the objects stay the same;
 * the path and the object graph are fed. Counterpart: {@code TrackableSaver}.
 */
public final class ObjectGraphSaver {
  private final ObjectGraphView view;
  private final NameBasedSaverStatus.RestoreByName restoreByName;

  // What a graph keeps from save to save, and from restore to restore.
  private final @Nullable Map<Trackable, OwnedValues> cache;
  private final RestoreCoordinator.RestoreCache restoreCache =
      new RestoreCoordinator.RestoreCache();
  private final Map<PythonState, Tensor> fedStates = new IdentityHashMap<>();
  private @Nullable GraphSave graphSave;
  private @Nullable Tensor restorePrefix;

  private record OwnedValues(List<SaveSpec> specs, List<SavedAttribute> attributes) {}

  private record Gathered(ObjectGraph graph, List<SaveSpec> specs) {}

  /** The nodes of a save in a graph: what is fed, and what is run for which object graph. */
  private record GraphSave(Tensor prefix, Tensor objectGraph, ObjectGraph saved, Tensor run) {}

  /**
   * @param restoreByName restores a name-based checkpoint in a session
   */
  public ObjectGraphSaver(ObjectGraphView view, NameBasedSaverStatus.RestoreByName restoreByName) {
    this.view = view;
    this.restoreByName = restoreByName;
    this.cache = Contexts.current().isEager() ? null : new IdentityHashMap<>();
  }

  /**
   * Writes a checkpoint.
   *
   * @return {@code prefix}
   * @throws IllegalArgumentException if an object cannot be saved
   * @throws IllegalStateException in a graph without a session
   */
  public String save(String prefix) {
    if (Contexts.current().isEager()) {
      SaverPlan.createFolder(prefix);
      Gathered gathered = gather();
      SaverPlan.saveByTask(
          SaverPlan.text(prefix), withObjectGraph(gathered.specs(), message(gathered.graph())));
      return prefix;
    }
    Session session =
        Session.findDefault()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "saving %s in a graph needs a session; open one, as in try (var s = session())"
                            .formatted(prefix)));
    SaverPlan.createFolder(prefix);
    GraphSave save = planInGraph();
    List<Feed> feeds = stateFeeds();
    feeds.add(new Feed(save.prefix(), prefix));
    feeds.add(new Feed(save.objectGraph(), message(save.saved())));
    session.run(save.run(), feeds.toArray(Feed[]::new));
    return prefix;
  }

  /** What the program's own state is at this moment. */
  private List<Feed> stateFeeds() {
    List<Feed> feeds = new ArrayList<>();
    fedStates.forEach(
        (state, fed) ->
            feeds.add(new Feed(fed, EagerTensor.of(RawTensor.ofString(state.serialize())))));
    return feeds;
  }

  /**
   * Takes hold of the values as they are now.
   *
   * @return writes them, eagerly, on any thread
   * @throws IllegalArgumentException if an object cannot be saved
   * @throws IllegalStateException in a graph without a session
   */
  public Runnable saveLater(String prefix) {
    Session session = Snapshot.session("saving " + prefix);
    SaverPlan.createFolder(prefix);
    Gathered gathered = gather();
    List<SaveSpec> values =
        withObjectGraph(
            Snapshot.of(gathered.specs(), session, stateFeeds()), message(gathered.graph()));
    return () -> SaverPlan.saveByTask(SaverPlan.text(prefix), values);
  }

  private GraphSave planInGraph() {
    Tensor objectGraph;
    Tensor prefix;
    if (graphSave == null) {
      try (var cpu = Contexts.current().enterDevice("/cpu:0")) {
        objectGraph = SaverPlan.text("");
        prefix = SaverPlan.text("");
      }
    } else {
      objectGraph = graphSave.objectGraph();
      prefix = graphSave.prefix();
    }
    Gathered gathered = gather();
    if (graphSave == null || !graphSave.saved().equals(gathered.graph())) {
      Tensor run = SaverPlan.saveByTask(prefix, withObjectGraph(gathered.specs(), objectGraph));
      graphSave = new GraphSave(prefix, objectGraph, gathered.graph(), run);
    }
    return graphSave;
  }

  private static EagerTensor message(ObjectGraph graph) {
    return EagerTensor.of(RawTensor.ofString(graph.toByteArray()));
  }

  private static List<SaveSpec> withObjectGraph(List<SaveSpec> specs, Tensor objectGraph) {
    List<SaveSpec> all = new ArrayList<>(specs);
    all.add(new SaveSpec(ObjectGraph.KEY, "", DType.STRING, SaverPlan.CPU, () -> objectGraph));
    return all;
  }

  /** The objects below the root that own values now, with the keys of these. */
  public List<Saveable> saveables() {
    List<Saveable> out = new ArrayList<>();
    ObjectGraphWalk walk = view.walk();
    for (Trackable object : walk.objects()) {
      List<SaveSpec> owned = object.serializeToTensors();
      if (!owned.isEmpty()) {
        out.add(
            new Saveable(
                object,
                walk.path(object) + CheckpointKeys.ATTRIBUTES,
                ownedValues(object, walk.path(object)).specs(),
                owned.stream().map(SaveSpec::name).toList()));
      }
    }
    return out;
  }

  /** The object graph as it is now, as a value to be saved with the {@link #saveables}. */
  public SaveSpec objectGraph() {
    EagerTensor message = message(gather().graph());
    return new SaveSpec(ObjectGraph.KEY, "", DType.STRING, SaverPlan.CPU, () -> message);
  }

  private Gathered gather() {
    ObjectGraphWalk walk = view.walk();
    FieldScan.check(walk.objects());
    List<SaveSpec> specs = new ArrayList<>();
    List<ObjectNode> nodes = new ArrayList<>();
    for (Trackable object : walk.objects()) {
      OwnedValues owned =
          cache == null
              ? ownedValues(object, walk.path(object))
              : cache.computeIfAbsent(object, key -> ownedValues(key, walk.path(key)));
      specs.addAll(owned.specs());
      nodes.add(
          new ObjectNode(
              walk.children(object),
              owned.attributes(),
              walk.slots(object),
              Optional.empty(),
              Optional.empty()));
    }
    return new Gathered(new ObjectGraph(ValueOwners.mark(nodes)), specs);
  }

  private OwnedValues ownedValues(Trackable object, String path) {
    List<SaveSpec> specs = new ArrayList<>();
    List<SavedAttribute> attributes = new ArrayList<>();
    for (SaveSpec owned : object.serializeToTensors()) {
      SaveSpec spec = owned;
      if (cache != null && object instanceof PythonState state) {
        // It lives outside the graph, so each save feeds what it is then.
        Tensor fed = fedStates.computeIfAbsent(state, absent -> SaverPlan.text(""));
        spec = new SaveSpec(owned.name(), owned.slice(), owned.dtype(), SaverPlan.CPU, () -> fed);
      }
      String name = CheckpointKeys.escape(spec.name());
      // TF escapes the name once more for the key.
      String key = path + CheckpointKeys.ATTRIBUTES + CheckpointKeys.escape(name);
      specs.add(spec.named(key));
      attributes.add(new SavedAttribute(name, object.fullName(), key));
    }
    return new OwnedValues(specs, attributes);
  }

  /**
   * Restores what matches now, and lets the rest wait for objects to come.
   *
   * @param prefix null gives a status that only initializes
   * @throws org.ckpt4j.errors.NotFoundError if there is no such checkpoint
   * @throws IllegalArgumentException if a shape does not fit
   * @throws org.ckpt4j.errors.InvalidArgumentError if a type does not fit
   */
  public LoadStatus restore(@Nullable String prefix) {
    return restore(prefix, false);
  }

  /**
   * As {@link #restore(String)}.
   *
   * @param skipSlots leaves the slots of optimizers as they are, and does not miss them
   */
  public LoadStatus restore(@Nullable String prefix, boolean skipSlots) {
    if (prefix == null) {
      return new InitializationOnlyStatus(view);
    }
    try (CheckpointReader reader =
        CheckpointReader.open(prefix, Contexts.environment().files(), ReadOptions.defaults())) {
      if (!reader.hasTensor(ObjectGraph.KEY)) {
        return restoreByName(new NameBasedCoordinator(reader, prefix));
      }
      Tensor prefixTensor = prefixTensor(prefix);
      return restoreObjects(
          new RestoreCoordinator(
              readGraph(reader, prefix), reader, prefix, prefixTensor, restoreCache, skipSlots),
          prefixTensor);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  private Tensor prefixTensor(String prefix) {
    try (var cpu = Contexts.current().enterDevice("/cpu:0")) {
      if (Contexts.current().isEager()) {
        return SaverPlan.text(prefix);
      }
      if (restorePrefix == null) {
        restorePrefix = SaverPlan.text("model");
      }
      return restorePrefix;
    }
  }

  /** The object graph in an object-based checkpoint. */
  public static ObjectGraph readGraph(CheckpointReader reader, String prefix) throws IOException {
    TensorBytes message = reader.getTensor(ObjectGraph.KEY).elements().get(0);
    byte[] bytes = new byte[Math.toIntExact(message.size())];
    message.window(0, bytes.length).get(bytes);
    return ObjectGraph.read(bytes, prefix);
  }

  private LoadStatus restoreObjects(RestoreCoordinator load, Tensor prefixTensor) {
    try {
      bindObjects(load);
    } catch (RuntimeException e) {
      // There will be no status to close; in Python the load dies with the exception.
      load.reportUnresolved();
      throw e;
    }
    return new CheckpointLoadStatus(load, view, prefixTensor);
  }

  private void bindObjects(RestoreCoordinator load) {
    new CheckpointPosition(load, 0).restoreInto(view.root());
    for (ObjectGraphView.Child child : view.attached()) {
      if (!child.name().equals("root")) {
        load.graph().nodes().get(0).children().stream()
            .filter(saved -> saved.localName().equals(child.name()))
            .findFirst()
            .filter(saved -> !load.isBound(saved.nodeId()))
            .ifPresent(
                saved -> new CheckpointPosition(load, saved.nodeId()).restoreInto(child.object()));
      }
    }
  }

  private LoadStatus restoreByName(NameBasedCoordinator load) {
    if (Contexts.current().isEager()) {
      for (Trackable object : view.walk().objects()) {
        object.dependencies().joinNameBased(object, load);
      }
    }
    return new NameBasedSaverStatus(load, view, restoreByName);
  }
}
