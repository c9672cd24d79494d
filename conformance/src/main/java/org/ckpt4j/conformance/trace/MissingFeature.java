package org.ckpt4j.conformance.trace;

/**
 * A step needs what ckpt4j does not have yet: the program is skipped, and never counts as passed.
 */
final class MissingFeature extends RuntimeException {
  private static final long serialVersionUID = 1;

  MissingFeature(String feature) {
    super(feature);
  }
}
