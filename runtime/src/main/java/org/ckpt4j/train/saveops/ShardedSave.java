package org.ckpt4j.train.saveops;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.trackable.SaveSpec;

/** Saving in several parts, one for each device or task. */
final class ShardedSave {
  private ShardedSave() {}

  private record Parts(List<Tensor> prefixes, List<Node> saves) {}

  /** V2: every part under {@code prefix_temp/part-…}, then merged into one checkpoint. */
  static Tensor merged(Tensor prefix, Map<String, List<SaveSpec>> specs) {
    Tensor temporary;
    try (var cpu = Contexts.current().enterDevice("/device:CPU:*")) {
      temporary = SaveNodes.temporaryPrefix(prefix);
    }
    Tensor count = SaveNodes.constant(specs.size(), "num_shards");
    Parts parts = save(temporary, count, specs, CheckpointFormat.V2);
    String last = List.copyOf(specs.keySet()).get(specs.size() - 1);
    try (var after = Contexts.current().enterControlDependencies(parts.saves());
        var placed = Contexts.current().enterDevice(HostDevice.of(last))) {
      Node merge = SaveNodes.merge(parts.prefixes(), prefix);
      try (var done = Contexts.current().enterControlDependencies(List.of(merge))) {
        return SaveNodes.identity(prefix);
      }
    }
  }

  /** V1: a file for each part; gives the pattern that names them all. */
  static Tensor asFiles(Tensor path, Map<String, List<SaveSpec>> specs) {
    Tensor count = SaveNodes.constant(specs.size(), "num_shards");
    Parts parts = save(path, count, specs, CheckpointFormat.V1);
    try (var after = Contexts.current().enterControlDependencies(parts.saves())) {
      return SaveNodes.shardedFilespec(path, count);
    }
  }

  private static Parts save(
      Tensor base, Tensor count, Map<String, List<SaveSpec>> specs, CheckpointFormat format) {
    List<Tensor> prefixes = new ArrayList<>();
    List<Node> saves = new ArrayList<>();
    specs.forEach(
        (device, values) -> {
          String place = format == CheckpointFormat.V1 ? device : HostDevice.of(device);
          try (var placed = Contexts.current().enterDevice(place)) {
            Tensor name = SaveNodes.shardedFilename(base, prefixes.size(), count);
            prefixes.add(name);
            Node save = SaveNodes.save(name, values, format);
            Tensor written = SaveNodes.after(List.of(save), name);
            // Eagerly it is written by now, and a value has no node to wait for.
            saves.add(Contexts.current().isEager() ? save : written.op());
          }
        });
    return new Parts(prefixes, saves);
  }
}
