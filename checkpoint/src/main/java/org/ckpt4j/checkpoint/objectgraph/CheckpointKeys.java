package org.ckpt4j.checkpoint.objectgraph;

/**
 * How the path of an object becomes the key of its value: {@code
 * a.Sb/c/.ATTRIBUTES/VARIABLE_VALUE}.
 */
public final class CheckpointKeys {
  public static final String ATTRIBUTES = "/.ATTRIBUTES/";
  public static final String OPTIMIZER_SLOT = "/.OPTIMIZER_SLOT/";
  public static final String VARIABLE_VALUE = "VARIABLE_VALUE";

  private CheckpointKeys() {}

  /** {@code .} becomes {@code ..}, {@code /} becomes {@code .S}. */
  public static String escape(String localName) {
    return localName.replace(".", "..").replace("/", ".S");
  }

  /** Undoes {@link #escape}. */
  public static String unescape(String escaped) {
    throw new UnsupportedOperationException("skeleton");
  }
}
