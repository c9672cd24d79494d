package org.ckpt4j.options;

/** Configures an optimizer: what Python passes to its constructor by keyword. */
public interface OptimizerOption {
  /**
   * One keyword and its value: a number, a tensor, a variable, or a {@code Supplier} of one, which
   * is asked at every step.
   */
  record Parameter(String name, Object value) implements OptimizerOption {}

  static OptimizerOption momentum(Object value) {
    return new Parameter("momentum", value);
  }

  static OptimizerOption useNesterov(boolean value) {
    return new Parameter("use_nesterov", value);
  }

  static OptimizerOption beta1(Object value) {
    return new Parameter("beta1", value);
  }

  static OptimizerOption beta2(Object value) {
    return new Parameter("beta2", value);
  }

  static OptimizerOption epsilon(Object value) {
    return new Parameter("epsilon", value);
  }

  static OptimizerOption rho(Object value) {
    return new Parameter("rho", value);
  }

  static OptimizerOption decay(Object value) {
    return new Parameter("decay", value);
  }

  static OptimizerOption centered(boolean value) {
    return new Parameter("centered", value);
  }

  static OptimizerOption initialAccumulatorValue(double value) {
    return new Parameter("initial_accumulator_value", value);
  }

  static OptimizerOption initialGradientSquaredAccumulatorValue(double value) {
    return new Parameter("initial_gradient_squared_accumulator_value", value);
  }

  static OptimizerOption learningRatePower(double value) {
    return new Parameter("learning_rate_power", value);
  }

  static OptimizerOption l1RegularizationStrength(double value) {
    return new Parameter("l1_regularization_strength", value);
  }

  static OptimizerOption l2RegularizationStrength(double value) {
    return new Parameter("l2_regularization_strength", value);
  }

  static OptimizerOption l2ShrinkageRegularizationStrength(double value) {
    return new Parameter("l2_shrinkage_regularization_strength", value);
  }

  static OptimizerOption beta(double value) {
    return new Parameter("beta", value);
  }

  static OptimizerOption accumName(String value) {
    return new Parameter("accum_name", value);
  }

  static OptimizerOption linearName(String value) {
    return new Parameter("linear_name", value);
  }

  /** Recorded in the nodes; here updates are always atomic. */
  static OptimizerOption useLocking(boolean value) {
    return new Parameter("use_locking", value);
  }
}
