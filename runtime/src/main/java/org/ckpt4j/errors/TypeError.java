package org.ckpt4j.errors;

/** An argument is of the wrong type, where Python raises {@code TypeError}. */
public final class TypeError extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public TypeError(String message) {
    super(message);
  }

  public TypeError(String message, Throwable cause) {
    super(message, cause);
  }
}
