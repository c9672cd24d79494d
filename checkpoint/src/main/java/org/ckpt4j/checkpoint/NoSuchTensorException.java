package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.util.List;

/** A checkpoint holds no tensor of this name; says which names come closest. */
public final class NoSuchTensorException extends IOException {
  private static final long serialVersionUID = 1;

  private final String key;
  private final String prefix;
  private final transient List<String> closest;

  public NoSuchTensorException(String key, String prefix, List<String> closest, int tensors) {
    super(
        "no tensor \"%s\" in %s%s (%d tensors)"
            .formatted(
                CorruptCheckpointException.clipped(key),
                prefix,
                closest.isEmpty() ? "" : "; closest: \"" + String.join("\", \"", closest) + "\"",
                tensors));
    this.key = key;
    this.prefix = prefix;
    this.closest = List.copyOf(closest);
  }

  public String key() {
    return key;
  }

  public String prefix() {
    return prefix;
  }

  public List<String> closest() {
    return closest == null ? List.of() : closest;
  }
}
