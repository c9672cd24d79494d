package org.ckpt4j.errors;

/**
 * The operation exists, but not for these types, shapes or formats. Counterpart: {@code
 * tf.errors.UnimplementedError}.
 */
public final class UnimplementedError extends OpError {
  private static final long serialVersionUID = 1;

  public UnimplementedError(String message) {
    super(message);
  }

  public UnimplementedError(String message, Throwable cause) {
    super(message, cause);
  }
}
