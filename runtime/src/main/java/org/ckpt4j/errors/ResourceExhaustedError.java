package org.ckpt4j.errors;

/**
 * Memory, disk or another resource is used up. Counterpart: {@code
 * tf.errors.ResourceExhaustedError}.
 */
public final class ResourceExhaustedError extends OpError {
  private static final long serialVersionUID = 1;

  public ResourceExhaustedError(String message) {
    super(message);
  }

  public ResourceExhaustedError(String message, Throwable cause) {
    super(message, cause);
  }
}
