package org.ckpt4j.errors;

/**
 * What an operation throws when it fails as TensorFlow's would.
 *
 * <p>One subclass per status code, named as in {@code tf.errors}. Unchecked, because any line of a
 * model may run an operation. Import subclasses singly: {@code java.lang} has an {@code
 * InternalError} too.
 */
public abstract class OpError extends RuntimeException {
  private static final long serialVersionUID = 1;

  OpError(String message) {
    super(message);
  }

  OpError(String message, Throwable cause) {
    super(message, cause);
  }
}
