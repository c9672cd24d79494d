package org.ckpt4j.options;

import org.jspecify.annotations.Nullable;

/** Configures random operations: their seed, and what distribution they draw from. */
public interface RandomOption extends OpOption {
  /** {@code seed}: the operation's own seed. */
  record Seed(long value) implements RandomOption {}

  /** {@code mean}, of normal numbers. */
  record Mean(Object value) implements RandomOption {}

  /** {@code stddev}, of normal numbers. */
  record Stddev(Object value) implements RandomOption {}

  /** {@code minval}: where uniform numbers begin. */
  record Minval(Object value) implements RandomOption {}

  /** {@code maxval}: below which uniform numbers lie. */
  record Maxval(Object value) implements RandomOption {}

  /** The seed among {@code options}, or null. */
  static @Nullable Long seed(OpOption[] options) {
    Long found = null;
    for (OpOption option : options) {
      found = option instanceof Seed seed ? Long.valueOf(seed.value()) : found;
    }
    return found;
  }

  /** The mean among {@code options}, or {@code otherwise}. */
  static Object mean(OpOption[] options, Object otherwise) {
    Object found = otherwise;
    for (OpOption option : options) {
      found = option instanceof Mean given ? given.value() : found;
    }
    return found;
  }

  /** The standard deviation among {@code options}, or {@code otherwise}. */
  static Object stddev(OpOption[] options, Object otherwise) {
    Object found = otherwise;
    for (OpOption option : options) {
      found = option instanceof Stddev given ? given.value() : found;
    }
    return found;
  }

  /** The least number among {@code options}, or {@code otherwise}. */
  static Object minval(OpOption[] options, Object otherwise) {
    Object found = otherwise;
    for (OpOption option : options) {
      found = option instanceof Minval given ? given.value() : found;
    }
    return found;
  }

  /** The bound among {@code options}, or null. */
  static @Nullable Object maxval(OpOption[] options) {
    Object found = null;
    for (OpOption option : options) {
      found = option instanceof Maxval maxval ? maxval.value() : found;
    }
    return found;
  }
}
