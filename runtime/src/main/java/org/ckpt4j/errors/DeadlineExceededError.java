package org.ckpt4j.errors;

/** Time ran out before something was done. Counterpart: {@code tf.errors.DeadlineExceededError}. */
public final class DeadlineExceededError extends OpError {
  private static final long serialVersionUID = 1;

  public DeadlineExceededError(String message) {
    super(message);
  }

  public DeadlineExceededError(String message, Throwable cause) {
    super(message, cause);
  }
}
