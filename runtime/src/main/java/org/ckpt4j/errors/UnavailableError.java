package org.ckpt4j.errors;

/** A service cannot be reached now. Counterpart: {@code tf.errors.UnavailableError}. */
public final class UnavailableError extends OpError {
  private static final long serialVersionUID = 1;

  public UnavailableError(String message) {
    super(message);
  }

  public UnavailableError(String message, Throwable cause) {
    super(message, cause);
  }
}
