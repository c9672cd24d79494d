package org.ckpt4j.errors;

/** An invariant of the system does not hold. Counterpart: {@code tf.errors.InternalError}. */
public final class InternalError extends OpError {
  private static final long serialVersionUID = 1;

  public InternalError(String message) {
    super(message);
  }

  public InternalError(String message, Throwable cause) {
    super(message, cause);
  }
}
