package org.ckpt4j.checkpoint.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectPaths;
import org.jspecify.annotations.Nullable;

/**
 * The values a checkpoint holds, in the reader's order; the object graph is not one of them.
 *
 * @param prefix where it lies
 * @param graph the saved objects of an object-based checkpoint
 */
public record StoredValues(
    String prefix, CheckpointKind kind, @Nullable ObjectGraph graph, List<StoredValue> values) {
  public StoredValues {
    values = List.copyOf(values);
  }

  /**
   * @throws org.ckpt4j.checkpoint.CorruptCheckpointException if the index or the object graph is
   *     damaged
   */
  public static StoredValues of(CheckpointReader reader) throws IOException {
    ObjectGraph graph = null;
    if (reader.kind() == CheckpointKind.OBJECT_BASED) {
      byte[] message = reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray();
      graph = ObjectGraph.read(message, reader.prefix().toString());
    }
    ObjectPaths paths = graph == null ? null : ObjectPaths.of(graph);
    List<StoredValue> values = new ArrayList<>();
    for (TensorEntry entry : reader.entriesInReaderOrder()) {
      if (!entry.key().toString().equals(ObjectGraph.KEY)) {
        values.add(value(entry, paths));
      }
    }
    return new StoredValues(reader.prefix().toString(), reader.kind(), graph, values);
  }

  private static StoredValue value(TensorEntry entry, @Nullable ObjectPaths paths) {
    String key = entry.key().toString();
    Optional<ObjectPaths.Owner> owner = paths == null ? Optional.empty() : paths.findOwner(key);
    if (owner.isEmpty()) {
      return of(entry, List.of(key.split("/", -1)), paths == null ? key : "", null);
    }
    ObjectPaths known = java.util.Objects.requireNonNull(paths);
    String fullName = owner.get().attribute().fullName();
    int node = owner.get().node();
    Optional<ObjectPaths.Slot> slot = known.slot(node);
    if (slot.isPresent() && known.path(node).isEmpty()) {
      List<String> keys = known.keys(slot.get().variable());
      List<String> path = new ArrayList<>(known.path(slot.get().variable()).orElse(List.of(key)));
      path.add(slot.get().slotName());
      return of(
          entry,
          path,
          fullName,
          new StoredValue.SlotOf(
              known.name(slot.get().optimizer()),
              keys.isEmpty() ? "" : keys.get(0),
              slot.get().slotName()));
    }
    return of(entry, known.path(node).orElse(List.of(key)), fullName, null);
  }

  private static StoredValue of(
      TensorEntry entry, List<String> path, String fullName, StoredValue.@Nullable SlotOf slot) {
    return new StoredValue(
        entry.key().toString(),
        entry.spec(),
        path,
        fullName,
        slot,
        entry.size(),
        entry.maskedCrc32c());
  }

  public Optional<StoredValue> find(String key) {
    return values.stream().filter(value -> value.key().equals(key)).findFirst();
  }
}
