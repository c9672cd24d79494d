package org.ckpt4j.errors;

/**
 * A failure of which no more is known than its message. Counterpart: {@code
 * tf.errors.UnknownError}.
 */
public final class UnknownError extends OpError {
  private static final long serialVersionUID = 1;

  public UnknownError(String message) {
    super(message);
  }

  public UnknownError(String message, Throwable cause) {
    super(message, cause);
  }
}
