package org.ckpt4j;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.random.Multinomial;
import org.ckpt4j.ops.random.RandomNumbers;
import org.ckpt4j.ops.random.RandomSeeds;
import org.ckpt4j.ops.random.RandomShuffle;
import org.ckpt4j.ops.random.StatelessNumbers;
import org.ckpt4j.options.OpOption;

/** {@code tf.random}. */
public final class RandomApi {
  RandomApi() {}

  public void setSeed(long seed) {
    RandomSeeds.setSeed(seed);
  }

  public Tensor normal(Object shape, OpOption... options) {
    return RandomNumbers.normal(shape, options);
  }

  public Tensor truncatedNormal(Object shape, OpOption... options) {
    return RandomNumbers.truncatedNormal(shape, options);
  }

  public Tensor uniform(Object shape, OpOption... options) {
    return RandomNumbers.uniform(shape, options);
  }

  public Tensor shuffle(Object value, OpOption... options) {
    return RandomShuffle.of(value, options);
  }

  public Tensor categorical(Object logits, Object numSamples, OpOption... options) {
    return Multinomial.categorical(logits, numSamples, options);
  }

  public Tensor gamma(Object shape, Object alpha, OpOption... options) {
    return RandomNumbers.gamma(shape, alpha, options);
  }

  public Tensor poisson(Object shape, Object lam, OpOption... options) {
    return RandomNumbers.poisson(shape, lam, options);
  }

  public Tensor statelessNormal(Object shape, Object seed, OpOption... options) {
    return StatelessNumbers.normal(shape, seed, options);
  }

  public Tensor statelessTruncatedNormal(Object shape, Object seed, OpOption... options) {
    return StatelessNumbers.truncatedNormal(shape, seed, options);
  }

  public Tensor statelessUniform(Object shape, Object seed, OpOption... options) {
    return StatelessNumbers.uniform(shape, seed, options);
  }

  public Tensor statelessCategorical(
      Object logits, Object numSamples, Object seed, OpOption... options) {
    return Multinomial.stateless(logits, numSamples, seed, options);
  }
}
