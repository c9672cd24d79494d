package org.ckpt4j.errors;

/** What was to be made exists. Counterpart: {@code tf.errors.AlreadyExistsError}. */
public final class AlreadyExistsError extends OpError {
  private static final long serialVersionUID = 1;

  public AlreadyExistsError(String message) {
    super(message);
  }

  public AlreadyExistsError(String message, Throwable cause) {
    super(message, cause);
  }
}
