package org.ckpt4j.errors;

/**
 * Something that is looked up is not registered, where Python raises {@code LookupError}: the
 * gradient of an operation that has none.
 */
public final class LookupError extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LookupError(String message) {
    super(message);
  }
}
