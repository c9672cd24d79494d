package org.ckpt4j.errors;

/**
 * Reading went past the end, of a file or of an input. Counterpart: {@code
 * tf.errors.OutOfRangeError}.
 */
public final class OutOfRangeError extends OpError {
  private static final long serialVersionUID = 1;

  public OutOfRangeError(String message) {
    super(message);
  }

  public OutOfRangeError(String message, Throwable cause) {
    super(message, cause);
  }
}
