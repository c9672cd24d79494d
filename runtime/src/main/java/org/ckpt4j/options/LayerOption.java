package org.ckpt4j.options;

import org.ckpt4j.tensor.DType;

/**
 * Configures a layer: what Python passes by keyword. Initializers, regularizers and constraints are
 * given by {@code parameter("kernel_initializer", value)}, an activation by {@code
 * Layers.activation}.
 */
public interface LayerOption {
  /** One keyword and its value. */
  record Parameter(String name, Object value) implements LayerOption {}

  /** Any keyword of TensorFlow's: {@code parameter("kernel_initializer", zeros)}. */
  static LayerOption parameter(String name, Object value) {
    return new Parameter(name, value);
  }

  static LayerOption useBias(boolean value) {
    return new Parameter("use_bias", value);
  }

  static LayerOption trainable(boolean value) {
    return new Parameter("trainable", value);
  }

  /** Whether a layer of this name exists, whose variables are taken. */
  static LayerOption reuse(boolean value) {
    return new Parameter("reuse", value);
  }

  static LayerOption dtype(DType value) {
    return new Parameter("dtype", value);
  }

  /** Whether a layer that differs in training is to train: a boolean, or a tensor of one. */
  static LayerOption training(Object value) {
    return new Parameter("training", value);
  }

  static LayerOption strides(long... value) {
    return new Parameter("strides", value);
  }

  /** {@code valid} or {@code same}. */
  static LayerOption padding(String value) {
    return new Parameter("padding", value);
  }

  /** {@code channels_last} or {@code channels_first}. */
  static LayerOption dataFormat(String value) {
    return new Parameter("data_format", value);
  }

  static LayerOption dilationRate(long... value) {
    return new Parameter("dilation_rate", value);
  }

  static LayerOption seed(long value) {
    return new Parameter("seed", value);
  }

  static LayerOption axis(int value) {
    return new Parameter("axis", value);
  }

  static LayerOption momentum(double value) {
    return new Parameter("momentum", value);
  }

  static LayerOption epsilon(double value) {
    return new Parameter("epsilon", value);
  }

  static LayerOption fused(boolean value) {
    return new Parameter("fused", value);
  }
}
