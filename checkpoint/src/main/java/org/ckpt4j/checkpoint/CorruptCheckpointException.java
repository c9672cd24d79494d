package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a checkpoint are not what they must be: names the file, where in it, and the tensor
 * it concerns, as text and as data.
 */
public final class CorruptCheckpointException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_SHOWN = 300;

  /** Under which of TensorFlow's error codes the damage falls. */
  public enum Category {
    DATA_LOSS,
    OUT_OF_RANGE,
    INVALID_ARGUMENT,
    INTERNAL,
    NOT_FOUND,
    UNIMPLEMENTED
  }

  private final Category category;
  private final String file;
  private final long offset;
  private final @Nullable String key;
  private final String detail;

  /**
   * @param file the file as it was opened
   * @param offset the byte at fault, or -1 if it is the file as a whole
   * @param key the tensor concerned, or null
   * @param detail what was expected and what was found
   */
  public CorruptCheckpointException(
      Category category, String file, long offset, @Nullable String key, String detail) {
    super(message(file, offset, key, detail));
    this.category = category;
    this.file = file;
    this.offset = offset;
    this.key = key;
    this.detail = detail;
  }

  private static String message(String file, long offset, @Nullable String key, String detail) {
    StringBuilder out = new StringBuilder(file);
    if (offset >= 0) {
      out.append(" @ ").append(offset);
    }
    if (key != null) {
      out.append(", tensor \"").append(clipped(key)).append('"');
    }
    return out.append(": ").append(detail).toString();
  }

  /** A key as messages show it; some are a quarter of a million characters long. */
  static String clipped(String key) {
    return key.length() <= LONGEST_SHOWN ? key : key.substring(0, LONGEST_SHOWN) + "...";
  }

  public Category category() {
    return category;
  }

  public String file() {
    return file;
  }

  /** The byte at fault, or -1. */
  public long offset() {
    return offset;
  }

  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** What was expected and what was found, without the place. */
  public String detail() {
    return detail;
  }
}
