package org.ckpt4j.options;

/** What the gradient is where nothing leads from a target to a source. */
public enum UnconnectedGradients implements GradientsOption, TapeOption.OfGradient {
  /** There is none: null. */
  NONE("none"),
  /** Zeros of the source's shape. */
  ZERO("zero");

  private final String word;

  UnconnectedGradients(String word) {
    this.word = word;
  }

  /**
   * The policy that TensorFlow calls {@code word}.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static UnconnectedGradients of(String word) {
    for (UnconnectedGradients policy : values()) {
      if (policy.word.equals(word)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "unconnected gradients are \"none\" or \"zero\", not \"" + word + "\"");
  }
}
