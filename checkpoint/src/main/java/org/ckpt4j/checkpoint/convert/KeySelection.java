package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.tensor.TensorKey;

/**
 * Which tensors of a checkpoint go into the copy, and under which names.
 *
 * @param newKeys of every tensor that is kept
 * @param dropped the others
 */
record KeySelection(Map<TensorKey, TensorKey> newKeys, List<TensorKey> dropped) {
  static final TensorKey GRAPH = TensorKey.of(ObjectGraph.KEY);

  /**
   * @throws IllegalArgumentException if two tensors would get one name, or one none
   */
  static KeySelection of(CheckpointReader reader, ConversionPlan plan) throws IOException {
    Map<TensorKey, TensorKey> newKeys = new LinkedHashMap<>();
    Map<TensorKey, TensorKey> takenBy = new HashMap<>();
    List<TensorKey> dropped = new ArrayList<>();
    for (TensorEntry entry : reader.entries()) {
      TensorKey key = entry.key();
      if (!keeps(plan, key)) {
        dropped.add(key);
        continue;
      }
      TensorKey renamed = rename(plan, key);
      TensorKey other = takenBy.put(renamed, key);
      if (other != null) {
        throw new IllegalArgumentException(
            "\"%s\" and \"%s\" would both be called \"%s\"; narrow the expression"
                .formatted(other, key, renamed));
      }
      newKeys.put(key, renamed);
    }
    return new KeySelection(newKeys, dropped);
  }

  /**
   * The object graph belongs to whatever tensors are kept, and goes only if it is dropped by name.
   */
  private static boolean keeps(ConversionPlan plan, TensorKey key) {
    return key.equals(GRAPH) ? !plan.drops(ObjectGraph.KEY) : plan.keeps(key.toString());
  }

  private static TensorKey rename(ConversionPlan plan, TensorKey key) {
    if (key.equals(GRAPH)) {
      return key; // under another name TensorFlow would take the file for a name-based one
    }
    String text = key.toString();
    String renamed = KeyRename.apply(plan.renames(), text);
    if (renamed.equals(text)) {
      return key;
    }
    if (!key.isUtf8()) {
      throw new IllegalArgumentException(
          "\"%s\" is not UTF-8 and cannot be renamed; let the expression pass it by"
              .formatted(key));
    }
    if (renamed.isEmpty()) {
      throw new IllegalArgumentException("\"%s\" would get an empty name".formatted(key));
    }
    return TensorKey.of(renamed);
  }

  Optional<TensorKey> findNewKey(TensorKey key) {
    return Optional.ofNullable(newKeys.get(key));
  }

  boolean dropsNothing() {
    return dropped.isEmpty();
  }

  long renamed() {
    return newKeys.entrySet().stream().filter(e -> !e.getKey().equals(e.getValue())).count();
  }
}
