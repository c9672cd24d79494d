package org.ckpt4j.errors;

/** An object has no attribute of this name, where Python raises {@code AttributeError}. */
public final class AttributeError extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public AttributeError(String message) {
    super(message);
  }
}
