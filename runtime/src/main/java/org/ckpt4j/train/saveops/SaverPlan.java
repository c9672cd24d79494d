package org.ckpt4j.train.saveops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.PlaceholderWithDefault;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.SaveSpec;
import org.jspecify.annotations.Nullable;

/**
 * The operations that save and restore a list of values: added to the graph that is being built, or
 * run at once.
 *
 * <p>Names are those TensorFlow's {@code Saver} gives: {@code save/Const}, {@code save/SaveV2},
 * {@code save/RestoreV2}, {@code save/restore_all}.
 */
public final class SaverPlan {
  /** Where a task's values are written from. */
  public static final String CPU = "/device:CPU:0";

  private SaverPlan() {}

  /**
   * How a {@code Saver} lays out its files.
   *
   * @param reshape whether stored values may have other shapes than the variables
   */
  public record Layout(CheckpointFormat format, boolean sharded, boolean reshape) {}

  /**
   * The nodes of a saver in a graph.
   *
   * @param filename fed with the path
   * @param saved saves, and gives the path that was written
   * @param restore restores
   */
  public record Built(Tensor filename, Tensor saved, Node restore) {}

  /**
   * Adds a saver's operations to the graph.
   *
   * @param name the scope, {@code save} if null
   */
  public static Built build(
      List<Saveable> saveables, Layout layout, @Nullable String name, @Nullable String filename) {
    try (NameScope scope = NameScope.enter(name == null ? "save" : name)) {
      Tensor path = filenameTensor(filename == null ? "model" : filename);
      Tensor saved = addSave(path, saveables, layout);
      return new Built(path, saved, addRestore(path, saveables, layout));
    }
  }

  /** Saves eagerly, and gives the path that was written. */
  public static String saveNow(String path, List<Saveable> saveables, Layout layout) {
    return ((EagerTensor) addSave(text(path), saveables, layout)).stringValue();
  }

  /** Restores eagerly. */
  public static void restoreNow(String path, List<Saveable> saveables, Layout layout) {
    addRestore(text(path), saveables, layout);
  }

  private static Tensor filenameTensor(String filename) {
    Tensor outer = PlaceholderWithDefault.of(filename, Shape.scalar(), new Named("filename"));
    return PlaceholderWithDefault.of(outer, Shape.scalar(), new Named("Const"));
  }

  private static Tensor addSave(Tensor path, List<Saveable> saveables, Layout layout) {
    if (!layout.sharded()) {
      Node save = SaveNodes.save(path, specsOf(saveables), layout.format());
      return SaveNodes.after(List.of(save), path);
    }
    Map<String, List<SaveSpec>> specs = new TreeMap<>(CodePoints.ORDER);
    byDevice(saveables).forEach((device, group) -> specs.put(device, specsOf(group)));
    return switch (layout.format()) {
      case V1 -> ShardedSave.asFiles(path, specs);
      case V2 -> ShardedSave.merged(path, specs);
    };
  }

  private static Node addRestore(Tensor path, List<Saveable> saveables, Layout layout) {
    if (!layout.sharded()) {
      return restoreGroup(path, saveables, layout.reshape(), "restore_all");
    }
    List<Node> shards = new ArrayList<>();
    byDevice(saveables)
        .forEach(
            (device, group) -> {
              try (var placed = Contexts.current().enterDevice(device)) {
                shards.add(restoreGroup(path, group, layout.reshape(), "restore_shard"));
              }
            });
    return SaveNodes.group(shards, "restore_all");
  }

  private static Node restoreGroup(
      Tensor path, List<Saveable> saveables, boolean reshape, String name) {
    List<? extends Tensor> values;
    try (var cpu = Contexts.current().enterDevice("cpu:0")) {
      values = SaveNodes.restore(path, specsOf(saveables));
    }
    List<Node> assigns = new ArrayList<>();
    int at = 0;
    for (Saveable saveable : saveables) {
      List<Tensor> mine = new ArrayList<>();
      for (SaveSpec spec : saveable.specs()) {
        Tensor value = values.get(at++);
        mine.add(reshape ? SaveNodes.reshape(value, spec) : value);
      }
      Node assign = saveable.restore(mine);
      if (assign != null) {
        assigns.add(assign);
      }
    }
    return SaveNodes.group(assigns, name);
  }

  private static List<SaveSpec> specsOf(List<Saveable> saveables) {
    return saveables.stream().flatMap(saveable -> saveable.specs().stream()).toList();
  }

  private static Map<String, List<Saveable>> byDevice(List<Saveable> saveables) {
    Map<String, List<Saveable>> groups = new TreeMap<>(CodePoints.ORDER);
    for (Saveable saveable : saveables) {
      groups
          .computeIfAbsent(saveable.specs().get(0).device(), key -> new ArrayList<>())
          .add(saveable);
    }
    return groups;
  }

  /**
   * Saves values as {@code Checkpoint} does: one part for each task that holds some, one file for
   * all if there is one task.
   *
   * @return the prefix, once it is written
   */
  public static Tensor saveByTask(Tensor prefix, List<SaveSpec> specs) {
    Map<String, List<SaveSpec>> tasks = new TreeMap<>(CodePoints.ORDER);
    for (SaveSpec spec : specs) {
      tasks.computeIfAbsent(hostOf(spec), key -> new ArrayList<>()).add(spec);
    }
    if (tasks.size() > 1) {
      return ShardedSave.merged(prefix, tasks);
    }
    try (var cpu = Contexts.current().enterDevice(tasks.keySet().iterator().next())) {
      // A merge of one part gives the same bytes, at the price of a folder and two renames.
      Node save = SaveNodes.save(prefix, specs, CheckpointFormat.V2);
      return SaveNodes.after(List.of(save), prefix);
    }
  }

  private static String hostOf(SaveSpec spec) {
    return Contexts.current().isEager()
        ? HostDevice.ofEager(spec.device())
        : HostDevice.of(spec.device());
  }

  /**
   * Restores objects: values are read task by task, and assigned in the order given.
   *
   * @return in a graph, the nodes that do it, by the saveables' names
   */
  public static Map<String, Node> restoreObjects(Tensor prefix, List<Saveable> saveables) {
    Map<String, List<Saveable>> tasks = new TreeMap<>(CodePoints.ORDER);
    for (Saveable saveable : saveables) {
      tasks
          .computeIfAbsent(hostOf(saveable.specs().get(0)), key -> new ArrayList<>())
          .add(saveable);
    }
    Map<String, Node> nodes = new LinkedHashMap<>();
    tasks.forEach(
        (device, group) -> {
          List<? extends Tensor> values;
          try (var cpu = Contexts.current().enterDevice(device)) {
            values = SaveNodes.restore(prefix, specsOf(group));
          }
          int at = 0;
          for (Saveable saveable : group) {
            int end = at + saveable.specs().size();
            Node node = saveable.restore(values.subList(at, end));
            at = end;
            if (node != null) {
              nodes.put(saveable.name(), node);
            }
          }
        });
    return nodes;
  }

  /** Restores objects now: eagerly, or by the default session, with nodes added to its graph. */
  public static void restoreValues(String prefix, List<Saveable> saveables) {
    if (Contexts.current().isEager()) {
      restoreObjects(text(prefix), saveables);
      return;
    }
    Session session = Session.requireDefault("restoring");
    session.run(List.copyOf(restoreObjects(text(prefix), saveables).values()));
  }

  /** Reads one value whole. */
  public static Tensor read(Tensor prefix, String key, DType dtype) {
    SaveSpec spec = new SaveSpec(key, "", dtype, CPU, () -> null);
    return SaveNodes.restore(prefix, List.of(spec)).get(0);
  }

  /** A string as a tensor. */
  public static Tensor text(String value) {
    return SaveNodes.constant(value, "Const");
  }

  /** Makes the folder of a prefix, with those above it. */
  public static void createFolder(String prefix) {
    Path folder = Contexts.environment().files().resolve(prefix).getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }
}
