package org.ckpt4j.conformance;

/**
 * A case asks for something ckpt4j says it does not do yet; the report lists it by {@link
 * #feature}.
 */
public final class UnsupportedFeature extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String feature;

  public UnsupportedFeature(String feature) {
    super("not supported yet: " + feature);
    this.feature = feature;
  }

  public String feature() {
    return feature;
  }
}
