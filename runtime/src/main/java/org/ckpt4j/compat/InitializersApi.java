package org.ckpt4j.compat;

import org.ckpt4j.options.OpOption;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;

/** {@code tf.compat.v1.initializers}. */
public final class InitializersApi {
  InitializersApi() {}

  public Initializer zeros() {
    return Initializers.zeros();
  }

  public Initializer ones() {
    return Initializers.ones();
  }

  public Initializer constant(Object value) {
    return Initializers.constant(value);
  }

  public Initializer randomUniform(OpOption... options) {
    return Initializers.randomUniform(options);
  }

  public Initializer randomNormal(OpOption... options) {
    return Initializers.randomNormal(options);
  }

  public Initializer truncatedNormal(OpOption... options) {
    return Initializers.truncatedNormal(options);
  }

  public Initializer uniformUnitScaling(double factor, OpOption... options) {
    return Initializers.uniformUnitScaling(factor, options);
  }

  public Initializer varianceScaling(
      double scale, String mode, String distribution, OpOption... options) {
    return Initializers.varianceScaling(scale, mode, distribution, options);
  }

  public Initializer orthogonal(double gain, OpOption... options) {
    return Initializers.orthogonal(gain, options);
  }

  public Initializer identity(double gain) {
    return Initializers.identity(gain);
  }

  public Initializer glorotUniform(OpOption... options) {
    return Initializers.glorotUniform(options);
  }

  public Initializer glorotNormal(OpOption... options) {
    return Initializers.glorotNormal(options);
  }

  public Initializer lecunUniform(OpOption... options) {
    return Initializers.lecunUniform(options);
  }

  public Initializer lecunNormal(OpOption... options) {
    return Initializers.lecunNormal(options);
  }

  public Initializer heUniform(OpOption... options) {
    return Initializers.heUniform(options);
  }

  public Initializer heNormal(OpOption... options) {
    return Initializers.heNormal(options);
  }
}
