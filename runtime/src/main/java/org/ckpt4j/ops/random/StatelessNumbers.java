package org.ckpt4j.ops.random;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Tensors of random numbers that depend on nothing but two given seeds. */
public final class StatelessNumbers {
  private static final long AUTO_SELECT = 3;

  private StatelessNumbers() {}

  /** Counterpart: {@code tf.random.stateless_normal}. */
  public static Tensor normal(Object shape, Object seed, OpOption... options) {
    return normal(StatelessDraw.NORMAL_V2, "stateless_random_normal", shape, seed, options);
  }

  /** Counterpart: {@code tf.random.stateless_truncated_normal}. */
  public static Tensor truncatedNormal(Object shape, Object seed, OpOption... options) {
    return normal(
        StatelessDraw.TRUNCATED_NORMAL_V2, "stateless_truncated_normal", shape, seed, options);
  }

  private static Tensor normal(
      OpDef def, String name, Object shape, Object seed, OpOption[] options) {
    DType dtype = Typed.among(options, DType.FLOAT32);
    try (NameScope scope = NameScope.enter(Named.among(options, name))) {
      Tensor dims = RandomNumbers.shape(shape);
      Tensor mean = ToTensor.of(RandomOption.mean(options, 0.0), dtype, "mean");
      Tensor deviation = ToTensor.of(RandomOption.stddev(options, 1.0), dtype, "stddev");
      Tensor drawn = draw(def, null, Attrs.of("dtype", dtype), dims, seed);
      Tensor scaled = Arithmetic.MUL.operator(drawn, deviation);
      return Arithmetic.ADD.def().call(scope.name(), Attrs.none(), scaled, mean);
    }
  }

  /**
   * Numbers from {@code minval} (0) to below {@code maxval} (1); integers without bounds may be
   * any.
   *
   * <p>Counterpart: {@code tf.random.stateless_uniform}.
   */
  public static Tensor uniform(Object shape, Object seed, OpOption... options) {
    DType dtype = Typed.among(options, DType.FLOAT32);
    @Nullable Object high = RandomOption.maxval(options);
    try (NameScope scope = NameScope.enter(Named.among(options, "stateless_random_uniform"))) {
      Tensor dims = RandomNumbers.shape(shape);
      Attrs attrs = Attrs.of("dtype", dtype);
      if (dtype.isInteger() && high == null) {
        return draw(StatelessDraw.UNIFORM_FULL_INT_V2, NodeNames.of(scope), attrs, dims, seed);
      }
      Tensor minimum = ToTensor.of(RandomOption.minval(options, 0), dtype, "min");
      Tensor maximum = ToTensor.of(high == null ? 1 : high, dtype, "max");
      if (dtype.isInteger()) {
        return draw(
            StatelessDraw.UNIFORM_INT_V2, NodeNames.of(scope), attrs, dims, seed, minimum, maximum);
      }
      Tensor unit = draw(StatelessDraw.UNIFORM_V2, null, attrs, dims, seed);
      Tensor width = Arithmetic.SUB.operator(maximum, minimum);
      Tensor scaled = Arithmetic.MUL.operator(unit, width);
      return Arithmetic.ADD.def().call(scope.name(), Attrs.none(), scaled, minimum);
    }
  }

  private static Tensor draw(
      OpDef def, @Nullable String name, Attrs attrs, Tensor dims, Object seed, Tensor... bounds) {
    Node keyCounter;
    try (NameScope scope = NameScope.enter("StatelessRandomGetKeyCounter")) {
      Tensor seeds = ToTensor.beside(DType.INT32, seed, "seed");
      keyCounter = KeyCounterOps.KEY_COUNTER.run(scope.name(), Attrs.none(), List.of(seeds));
    }
    try (NameScope scope = NameScope.enter(name == null ? def.name() : name)) {
      Tensor algorithm = ToTensor.of(AUTO_SELECT, DType.INT32, "alg");
      List<Tensor> inputs = new ArrayList<>();
      inputs.add(dims);
      inputs.add(keyCounter.output(0));
      inputs.add(keyCounter.output(1));
      inputs.add(algorithm);
      inputs.addAll(List.of(bounds));
      return def.run(scope.name(), attrs, inputs).output(0);
    }
  }
}
