package org.ckpt4j.ops.state;

/**
 * What an optimizer does to a run of elements of a variable and of its slots; written once for
 * {@code float} and once for {@code double}, in TensorFlow's order of operations.
 */
interface UpdateRule {
  /**
   * @param v the variable's elements and those of each slot, to be changed
   * @param g the gradient's
   * @param h the numbers that the operation takes beside the gradient, in its order
   * @param n how many elements
   */
  void apply(float[][] v, float[] g, float[] h, int n);

  /**
   * As the other, for a type narrower than float: rules that cancel leading digits round after each
   * operation, as TensorFlow computes in the type itself.
   */
  default void apply(float[][] v, float[] g, float[] h, int n, Rounding rounding) {
    apply(v, g, h, n);
  }

  /** To the nearest number of a narrow type. */
  interface Rounding {
    float of(double value);
  }

  /** As the other, in double precision. */
  void apply(double[][] v, double[] g, double[] h, int n);
}
