package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Operations that fill a shape from a stream they are given, in both ways it can be given: {@code
 * StatelessRandomUniform} takes two seeds, {@code StatelessRandomUniformV2} a key and a counter.
 */
final class StatelessDraw {
  private static final DType[] FLOATS = {
    DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64
  };
  private static final DType[] INTEGERS = {DType.INT32, DType.INT64, DType.UINT32, DType.UINT64};

  static final OpDef UNIFORM = seeded("StatelessRandomUniform", Distribution.UNIFORM::fill);
  static final OpDef NORMAL = seeded("StatelessRandomNormal", Distribution.NORMAL::fill);
  static final OpDef TRUNCATED_NORMAL =
      seeded("StatelessTruncatedNormal", Distribution.TRUNCATED_NORMAL::fill);
  static final OpDef UNIFORM_V2 = keyed("StatelessRandomUniformV2", Distribution.UNIFORM::fill);
  static final OpDef NORMAL_V2 = keyed("StatelessRandomNormalV2", Distribution.NORMAL::fill);
  static final OpDef TRUNCATED_NORMAL_V2 =
      keyed("StatelessTruncatedNormalV2", Distribution.TRUNCATED_NORMAL::fill);
  static final OpDef UNIFORM_INT_V2 =
      keyed(OpDef.named("StatelessRandomUniformIntV2"), "minval: dtype", "maxval: dtype")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE)
          .allow("dtype", INTEGERS)
          .infer(call -> inferKeyed(call, true))
          .compute(call -> between(call, StatelessStream.ofKey(call, 1), 4))
          .notDifferentiable()
          .build();
  static final OpDef UNIFORM_FULL_INT_V2 =
      keyed(OpDef.named("StatelessRandomUniformFullIntV2"))
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE, DType.UINT64)
          .allow("dtype", INTEGERS)
          .infer(call -> inferKeyed(call, false))
          .compute(call -> fill(call, StatelessStream.ofKey(call, 1), Distribution::anyIntegers))
          .notDifferentiable()
          .build();
  private static final OpDef UNIFORM_INT =
      OpDef.named("StatelessRandomUniformInt")
          .inputs("shape: T", "seed: Tseed", "minval: dtype", "maxval: dtype")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE)
          .allow("dtype", DType.INT32, DType.INT64)
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.INT32, DType.INT64)
          .attr("Tseed", AttrKind.TYPE, DType.INT64)
          .allow("Tseed", DType.INT32, DType.INT64)
          .infer(
              call -> {
                StatelessStream.checkSeeds(call, 1);
                checkBounds(call, 2);
                return RandomShapes.first(call);
              })
          .compute(call -> between(call, StatelessStream.ofSeeds(call, 1), 2))
          .notDifferentiable()
          .build();
  private static final OpDef UNIFORM_FULL_INT =
      OpDef.named("StatelessRandomUniformFullInt")
          .inputs("shape: T", "seed: Tseed")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE, DType.UINT64)
          .allow("dtype", INTEGERS)
          .attr("T", AttrKind.TYPE, DType.INT32)
          .allow("T", DType.INT32, DType.INT64)
          .attr("Tseed", AttrKind.TYPE, DType.INT64)
          .allow("Tseed", INTEGERS)
          .infer(StatelessDraw::inferSeeded)
          .compute(call -> fill(call, StatelessStream.ofSeeds(call, 1), Distribution::anyIntegers))
          .notDifferentiable()
          .build();

  private StatelessDraw() {}

  static List<OpDef> all() {
    return List.of(
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL,
        UNIFORM_V2,
        NORMAL_V2,
        TRUNCATED_NORMAL_V2,
        UNIFORM_INT,
        UNIFORM_INT_V2,
        UNIFORM_FULL_INT,
        UNIFORM_FULL_INT_V2);
  }

  /** A shape's elements from a stream. */
  @FunctionalInterface
  private interface Filling {
    EagerTensor fill(DType dtype, Shape shape, Philox philox);
  }

  private static OpDef seeded(String name, Filling filling) {
    return OpDef.named(name)
        .inputs("shape: T", "seed: Tseed")
        .outputs("output: dtype")
        .attr("dtype", AttrKind.TYPE, DType.FLOAT32)
        .allow("dtype", FLOATS)
        .attr("T", AttrKind.TYPE, DType.INT32)
        .allow("T", DType.INT32, DType.INT64)
        .attr("Tseed", AttrKind.TYPE, DType.INT64)
        .allow("Tseed", DType.INT32, DType.INT64)
        .infer(StatelessDraw::inferSeeded)
        .compute(call -> fill(call, StatelessStream.ofSeeds(call, 1), filling))
        .notDifferentiable()
        .build();
  }

  private static OpDef keyed(String name, Filling filling) {
    return keyed(OpDef.named(name))
        .outputs("output: dtype")
        .attr("dtype", AttrKind.TYPE, DType.FLOAT32)
        .allow("dtype", FLOATS)
        .infer(call -> inferKeyed(call, false))
        .compute(call -> fill(call, StatelessStream.ofKey(call, 1), filling))
        .notDifferentiable()
        .build();
  }

  private static OpDef.Builder keyed(OpDef.Builder builder, String... more) {
    return builder
        .inputs("shape: Tshape", "key: uint64", "counter: uint64", "alg: int32")
        .inputs(more)
        .attr("Tshape", AttrKind.TYPE, DType.INT32)
        .allow("Tshape", DType.INT32, DType.INT64);
  }

  private static EagerTensor fill(KernelCall call, Philox philox, Filling filling) {
    return filling.fill(call.attr("dtype"), RandomShapes.value(call, 0), philox);
  }

  private static EagerTensor between(KernelCall call, Philox philox, int low) {
    Shape shape = RandomShapes.value(call, 0);
    return Distribution.integers(
        call.attr("dtype"),
        shape,
        philox,
        Bounds.integer(call, low),
        Bounds.integer(call, low + 1));
  }

  private static void checkBounds(InferCall call, int low) {
    RandomShapes.requireRank(call, low, 0, "minval");
    RandomShapes.requireRank(call, low + 1, 0, "maxval");
  }

  private static List<Shape> inferSeeded(InferCall call) {
    StatelessStream.checkSeeds(call, 1);
    return RandomShapes.first(call);
  }

  private static List<Shape> inferKeyed(InferCall call, boolean bounds) {
    StatelessStream.checkKey(call, 1);
    if (bounds) {
      checkBounds(call, 4);
    }
    return RandomShapes.first(call);
  }
}
