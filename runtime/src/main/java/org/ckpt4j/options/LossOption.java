package org.ckpt4j.options;

/** Configures a loss. */
public interface LossOption {
  /** {@code weights}: a number, or a tensor that widens to the losses. */
  record Weights(Object value) implements LossOption {}

  /** {@code loss_collection}; null adds the loss nowhere. */
  record LossCollection(@org.jspecify.annotations.Nullable String key) implements LossOption {}

  static LossOption weights(Object value) {
    return new Weights(value);
  }

  static LossOption lossCollection(@org.jspecify.annotations.Nullable String key) {
    return new LossCollection(key);
  }
}
