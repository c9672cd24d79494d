package org.ckpt4j.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.train.saveops.Saveable;

/**
 * An object-based checkpoint restored by a name-based saver: names are looked up among the full
 * names that variables had when it was saved.
 *
 * @param missing why restoring by keys failed
 */
record FullNameRestore(String savePath, Map<String, String> keys, NotFoundError missing) {
  /**
   * @throws NotFoundError if the checkpoint has no object graph: then a variable is missing indeed
   */
  static FullNameRestore of(String savePath, NotFoundError missing) {
    try (CheckpointReader reader =
        CheckpointReader.open(savePath, Contexts.environment().files(), ReadOptions.defaults())) {
      if (!reader.hasTensor(ObjectGraph.KEY)) {
        throw new NotFoundError(
            "%s lacks a variable of this program: %s".formatted(savePath, missing.getMessage()),
            missing);
      }
      byte[] message = reader.getTensor(ObjectGraph.KEY).elements().get(0).toByteArray();
      return new FullNameRestore(
          savePath, ObjectGraphKeys.byFullName(ObjectGraph.read(message, savePath)), missing);
    } catch (IOException e) {
      OpError error = CheckpointErrors.translate(e);
      error.addSuppressed(missing);
      throw error;
    }
  }

  /**
   * The same values under the keys they have in the checkpoint.
   *
   * @throws NotFoundError if a name is not among the full names
   */
  List<Saveable> remap(Object variables) {
    List<Saveable> remapped = new ArrayList<>();
    Set<String> absent = new TreeSet<>();
    for (Saveable saveable : SaveableNames.of(variables)) {
      List<SaveSpec> specs = new ArrayList<>();
      for (SaveSpec spec : saveable.specs()) {
        String key = keys.get(spec.name());
        if (key == null) {
          absent.add(spec.name());
        } else {
          specs.add(spec.named(key));
        }
      }
      if (specs.size() == saveable.specs().size()) {
        remapped.add(
            new Saveable(saveable.object(), saveable.name(), specs, saveable.localNames()));
      }
    }
    if (!absent.isEmpty()) {
      throw new NotFoundError(
          "variables %s of this program have no counterpart among the full names in %s: %s; Saver.plan shows the nearest"
              .formatted(absent, savePath, new TreeSet<>(keys.keySet())),
          missing);
    }
    return remapped;
  }
}
