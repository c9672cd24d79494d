package org.ckpt4j.conformance.ops;

/** A line that is no case of the layout: it fails, because nothing can be learnt from it. */
final class MalformedCase extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedCase(String message) {
    super(message);
  }
}
