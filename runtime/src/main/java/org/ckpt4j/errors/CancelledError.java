package org.ckpt4j.errors;

/** The operation was cancelled by its caller. Counterpart: {@code tf.errors.CancelledError}. */
public final class CancelledError extends OpError {
  private static final long serialVersionUID = 1;

  public CancelledError(String message) {
    super(message);
  }

  public CancelledError(String message, Throwable cause) {
    super(message, cause);
  }
}
