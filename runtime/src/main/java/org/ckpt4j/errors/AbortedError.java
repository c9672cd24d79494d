package org.ckpt4j.errors;

/**
 * The operation was given up, typically because another one interfered. Counterpart: {@code
 * tf.errors.AbortedError}.
 */
public final class AbortedError extends OpError {
  private static final long serialVersionUID = 1;

  public AbortedError(String message) {
    super(message);
  }

  public AbortedError(String message, Throwable cause) {
    super(message, cause);
  }
}
