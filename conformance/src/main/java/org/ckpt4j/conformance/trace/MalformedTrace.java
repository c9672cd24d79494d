package org.ckpt4j.conformance.trace;

/** A program breaks the rules of the trace language. */
final class MalformedTrace extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedTrace(String message) {
    super(message);
  }
}
