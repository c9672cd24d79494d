package org.ckpt4j.checkpoint.audit;

import java.util.Optional;

/**
 * One thing that an audit has to say about a checkpoint.
 *
 * @param file the file concerned, as it was given
 * @param offset the byte in that file, or -1 if it is the file as a whole
 * @param key the tensor concerned
 * @param text what was expected, what was found, and the likely cause
 */
public record Finding(
    Severity severity, String file, long offset, Optional<String> key, String text) {
  /** How bad it is. */
  public enum Severity {
    /** Values are lost or wrong, or TensorFlow cannot read the checkpoint. */
    ERROR,
    /** All values are sound, but bytes or files lie around that belong to nothing. */
    WARNING,
    /** Legal, but not what TensorFlow writes. */
    NOTE
  }

  @Override
  public String toString() {
    return file
        + (offset < 0 ? "" : " @ " + offset)
        + key.map(k -> ", tensor \"" + k + '"').orElse("")
        + ": "
        + text;
  }
}
