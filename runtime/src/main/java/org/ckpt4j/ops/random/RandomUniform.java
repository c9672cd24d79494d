package org.ckpt4j.ops.random;

import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** {@code RandomUniform}: numbers from 0 to below 1. */
public final class RandomUniform {
  public static final OpDef DEF = SeededDraw.def("RandomUniform", Distribution.UNIFORM);

  private RandomUniform() {}

  /** Numbers nobody can predict, of a floating type. */
  public static Tensor of(@Nullable String name, Tensor shape, DType dtype) {
    return of(name, shape, dtype, RandomSeeds.Pair.NONE);
  }

  public static Tensor of(
      @Nullable String name, Tensor shape, DType dtype, RandomSeeds.Pair seeds) {
    return SeededDraw.call(DEF, name, shape, dtype, seeds);
  }

  /** {@code RandomUniformInt}: whole numbers from {@code minval} to below {@code maxval}. */
  static final OpDef INT =
      OpDef.named("RandomUniformInt")
          .inputs("shape: T", "minval: Tout", "maxval: Tout")
          .outputs("output: Tout")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("Tout", AttrKind.TYPE)
          .allow("Tout", DType.INT32, DType.INT64)
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.INT32, DType.INT64)
          .stateful()
          .infer(
              call -> {
                RandomShapes.requireRank(call, 1, 0, "minval");
                RandomShapes.requireRank(call, 2, 0, "maxval");
                return RandomShapes.first(call);
              })
          .compute(
              call -> {
                var shape = RandomShapes.value(call, 0);
                long low = Bounds.integer(call, 1);
                long high = Bounds.integer(call, 2);
                Philox philox =
                    RandomKernel.of(call).reserve(shape.numElements() * Distribution.RESERVED);
                return Distribution.integers(call.attr("Tout"), shape, philox, low, high);
              })
          .noGradient()
          .build();

  static Tensor ofIntegers(
      @Nullable String name, Tensor shape, Tensor low, Tensor high, RandomSeeds.Pair seeds) {
    Attrs attrs = Attrs.of("seed", seeds.seed(), "seed2", seeds.seed2());
    return INT.call(name, attrs, shape, low, high);
  }
}
