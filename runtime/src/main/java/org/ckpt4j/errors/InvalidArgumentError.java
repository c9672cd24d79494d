package org.ckpt4j.errors;

/**
 * An operation was given values it cannot work with. Counterpart: {@code
 * tf.errors.InvalidArgumentError}.
 */
public final class InvalidArgumentError extends OpError {
  private static final long serialVersionUID = 1;

  public InvalidArgumentError(String message) {
    super(message);
  }

  public InvalidArgumentError(String message, Throwable cause) {
    super(message, cause);
  }
}
