package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;

/**
 * A checkpoint to be written from values of others: which value under which key, and the object
 * graph, if it gets one. Nothing is read before {@link #write}.
 *
 * @param entries in the order in which they are written; the graph follows last
 * @param mapping which keys of the source became which; what was added is not in it
 * @param dropped keys of the source that are left out
 */
public record Draft(
    List<Entry> entries, Optional<ObjectGraph> graph, KeyMapping mapping, List<String> dropped) {
  /** What lies beside a converted checkpoint and turns it back. */
  public static final String MAPPING_SUFFIX = ".mapping";

  /** Where a value comes from. */
  @FunctionalInterface
  public interface Source {
    RawTensor read() throws IOException;
  }

  /** One value to write. */
  public record Entry(String key, Source value) {}

  public Draft {
    entries = List.copyOf(entries);
    dropped = List.copyOf(dropped);
  }

  /** Named values as a {@code Saver} writes them: in the order of their names. */
  static Draft ofNames(List<Entry> entries, KeyMapping mapping, List<String> dropped) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(entry -> TensorKey.of(entry.key())));
    return new Draft(sorted, Optional.empty(), mapping, dropped);
  }

  /** The values of objects as a {@code Checkpoint} writes them: in the order of the objects. */
  static Draft ofObjects(
      List<Entry> entries, ObjectGraph graph, KeyMapping mapping, List<String> dropped) {
    Map<String, Integer> places = new HashMap<>();
    for (ObjectNode node : graph.nodes()) {
      node.attributes()
          .forEach(attribute -> places.putIfAbsent(attribute.checkpointKey(), places.size()));
    }
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingInt(entry -> places.getOrDefault(entry.key(), Integer.MAX_VALUE)));
    return new Draft(sorted, Optional.of(graph), mapping, dropped);
  }

  /** The value under {@code key} of an open checkpoint. */
  static Source valueOf(CheckpointReader reader, String key) {
    return () -> reader.getTensor(TensorKey.of(key));
  }

  /**
   * A name-based checkpoint of the mapped values, under their target keys.
   *
   * @throws IllegalArgumentException if a mapped key is not there
   */
  public static Draft renamed(CheckpointReader reader, StoredValues values, KeyMapping mapping) {
    List<Entry> entries = new ArrayList<>();
    Set<String> dropped = new LinkedHashSet<>();
    values.values().forEach(value -> dropped.add(value.key()));
    for (KeyMapping.Pair pair : mapping.pairs()) {
      if (!dropped.remove(pair.source())) {
        throw new IllegalArgumentException(
            "the mapping names \"%s\", which %s does not have"
                .formatted(pair.source(), values.prefix()));
      }
      entries.add(new Entry(pair.target(), valueOf(reader, pair.source())));
    }
    return ofNames(entries, mapping, List.copyOf(dropped));
  }

  /**
   * Writes the checkpoint, and beside it the mapping.
   *
   * @throws FileAlreadyExistsException if there is a checkpoint of this name, and it may not be
   *     replaced
   */
  public void write(Path target, WriteOptions options, boolean overwrite) throws IOException {
    List<Path> old = CheckpointFiles.existing(target);
    if (!old.isEmpty() && !overwrite) {
      throw new FileAlreadyExistsException(old.get(0).toString());
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    List<Entry> all = new ArrayList<>(entries);
    graph.ifPresent(
        objects ->
            all.add(new Entry(ObjectGraph.KEY, () -> RawTensor.ofString(objects.toByteArray()))));
    try (CheckpointWriter writer = CheckpointWriter.create(target, options)) {
      for (Entry entry : all) {
        writer.add(TensorKey.of(entry.key()), entry.value().read());
      }
      writer.finish();
    }
    mapping.write(target.resolveSibling(target.getFileName() + MAPPING_SUFFIX));
  }
}
