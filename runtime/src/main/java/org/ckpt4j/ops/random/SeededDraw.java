package org.ckpt4j.ops.random;

import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Operations that fill a shape from a stream of their own, which two attributes seed. */
final class SeededDraw {
  static final OpDef STANDARD_NORMAL = def("RandomStandardNormal", Distribution.NORMAL);
  static final OpDef TRUNCATED_NORMAL = def("TruncatedNormal", Distribution.TRUNCATED_NORMAL);

  private SeededDraw() {}

  static OpDef def(String name, Distribution distribution) {
    return OpDef.named(name)
        .inputs("shape: T")
        .outputs("output: dtype")
        .attr("seed", AttrKind.INT, 0)
        .attr("seed2", AttrKind.INT, 0)
        .attr("dtype", AttrKind.TYPE)
        .allow("dtype", DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)
        .attr("T", AttrKind.TYPE)
        .allow("T", DType.INT32, DType.INT64)
        .stateful()
        .infer(RandomShapes::first)
        .compute(
            call -> {
              Shape shape = RandomShapes.value(call, 0);
              Philox philox =
                  RandomKernel.of(call).reserve(shape.numElements() * Distribution.RESERVED);
              return distribution.fill(call.attr("dtype"), shape, philox);
            })
        .notDifferentiable()
        .build();
  }

  static Tensor call(
      OpDef def, @Nullable String name, Tensor shape, DType dtype, RandomSeeds.Pair seeds) {
    Attrs attrs = Attrs.of("seed", seeds.seed(), "seed2", seeds.seed2(), "dtype", dtype);
    return def.call(name, attrs, shape);
  }
}
