package org.ckpt4j.errors;

/**
 * A file, tensor or resource that was asked for does not exist. Counterpart: {@code
 * tf.errors.NotFoundError}.
 */
public final class NotFoundError extends OpError {
  private static final long serialVersionUID = 1;

  public NotFoundError(String message) {
    super(message);
  }

  public NotFoundError(String message, Throwable cause) {
    super(message, cause);
  }
}
