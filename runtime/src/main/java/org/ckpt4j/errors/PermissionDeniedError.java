package org.ckpt4j.errors;

/**
 * The file system or another owner refuses the access. Counterpart: {@code
 * tf.errors.PermissionDeniedError}.
 */
public final class PermissionDeniedError extends OpError {
  private static final long serialVersionUID = 1;

  public PermissionDeniedError(String message) {
    super(message);
  }

  public PermissionDeniedError(String message, Throwable cause) {
    super(message, cause);
  }
}
