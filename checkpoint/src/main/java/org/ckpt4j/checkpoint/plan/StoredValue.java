package org.ckpt4j.checkpoint.plan;

import java.util.List;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One value of a checkpoint, and what is known of the object it belongs to.
 *
 * @param key the tensor's key
 * @param path names from the root to its owner; of a name-based checkpoint the parts of the name;
 *     of a slot those of its variable, then the slot's name
 * @param fullName the name its variable had when it was saved; may be empty
 * @param slot what it is kept for, if it is an optimizer's slot
 * @param size its bytes, as stored
 * @param checksum of its bytes, as stored; 0 if unknown
 */
public record StoredValue(
    String key,
    TensorSpec spec,
    List<String> path,
    String fullName,
    @Nullable SlotOf slot,
    long size,
    int checksum) {

  /**
   * What a slot is kept for.
   *
   * @param optimizer the path of the optimizer that keeps it, with dots
   * @param variableKey the key of the variable's value
   * @param name the slot's name: {@code momentum}
   */
  public record SlotOf(String optimizer, String variableKey, String name) {}

  public StoredValue {
    path = List.copyOf(path);
  }

  boolean sameBytesLikely(StoredValue other) {
    return checksum != 0
        && checksum == other.checksum
        && size == other.size
        && spec.equals(other.spec);
  }
}
