package org.ckpt4j.errors;

/**
 * Something that must have happened before has not, such as a variable's initialization.
 * Counterpart: {@code tf.errors.FailedPreconditionError}.
 */
public final class FailedPreconditionError extends OpError {
  private static final long serialVersionUID = 1;

  public FailedPreconditionError(String message) {
    super(message);
  }

  public FailedPreconditionError(String message, Throwable cause) {
    super(message, cause);
  }
}
