package org.ckpt4j.errors;

/** Data is damaged beyond reading. Counterpart: {@code tf.errors.DataLossError}. */
public final class DataLossError extends OpError {
  private static final long serialVersionUID = 1;

  public DataLossError(String message) {
    super(message);
  }

  public DataLossError(String message, Throwable cause) {
    super(message, cause);
  }
}
