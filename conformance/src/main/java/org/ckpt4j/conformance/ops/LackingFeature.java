package org.ckpt4j.conformance.ops;

/** A case needs what ckpt4j does not have: it is skipped, and never counts as passed. */
public final class LackingFeature extends RuntimeException {
  private static final long serialVersionUID = 1;

  LackingFeature(String feature) {
    super(feature);
  }
}
