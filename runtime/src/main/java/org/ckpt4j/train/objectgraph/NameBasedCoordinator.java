package org.ckpt4j.train.objectgraph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.NameBasedRestore;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.train.saveops.SaverPlan;

/**
 * One load of a name-based checkpoint into objects: each variable is looked up by its name.
 *
 * <p>Counterpart: {@code _NameBasedRestoreCoordinator}.
 */
final class NameBasedCoordinator implements NameBasedRestore {
  private final String prefix;
  private final Map<String, DType> stored = new HashMap<>();
  private final Map<Trackable, List<String>> unused = new IdentityHashMap<>();
  private final long restoreId = RestoreIds.next();

  NameBasedCoordinator(CheckpointReader reader, String prefix) throws java.io.IOException {
    this.prefix = prefix;
    for (TensorEntry entry : reader.entries()) {
      stored.put(entry.key().toString(), entry.spec().dtype());
    }
  }

  @Override
  public long restoreId() {
    return restoreId;
  }

  String prefix() {
    return prefix;
  }

  /** What was not found, by object. */
  Map<Trackable, List<String>> unused() {
    return unused;
  }

  /** The values of {@code object} under their names in name-based checkpoints. */
  List<Saveable> byName(Trackable object) {
    List<Saveable> saveables = new ArrayList<>();
    for (SaveSpec spec : object.serializeToTensors()) {
      String name = object.fullName();
      if (name.isEmpty()) {
        // Only variables have names; other values cannot be found here, which the assertions
        // report.
        unused.computeIfAbsent(object, key -> new ArrayList<>()).add(spec.name());
      } else {
        saveables.add(
            new Saveable(
                object,
                name,
                List.of(Saveable.ownRead(object, spec.named(name))),
                List.of(spec.name())));
      }
    }
    return saveables;
  }

  @Override
  public void restoreInto(Trackable object) {
    for (Saveable saveable : byName(object)) {
      DType dtype = stored.get(saveable.name());
      if (dtype == null) {
        unused.computeIfAbsent(object, key -> new ArrayList<>()).add(saveable.name());
      } else {
        // Read as it is stored: a variable of another type refuses it when it is assigned.
        saveable.restore(List.of(SaverPlan.read(SaverPlan.text(prefix), saveable.name(), dtype)));
      }
    }
  }
}
