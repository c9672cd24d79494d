package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.Shape;

/** {@code AvgPool} and {@code AvgPool3D}, with their gradients: means of windows. */
enum AvgPool {
  AVG_POOL("AvgPool", "value: T", 2),
  AVG_POOL_3D("AvgPool3D", "input: T", 3);

  private final int spatial;
  private final OpDef def;
  private final OpDef gradient;

  AvgPool(String name, String input, int spatial) {
    this.spatial = spatial;
    this.def =
        Pool.attrs(
                OpDef.named(name).inputs(input).outputs("output: T").allow("T", DTypeSets.floats()),
                spatial,
                false)
            .infer(call -> List.of(pool(call).infer(call, call.shape(0))))
            .compute(this::compute)
            .gradient(
                (call, dys) ->
                    Arrays.asList(
                        Formula.op(
                            name + "Grad",
                            Pool.same(call),
                            Formula.shape(call.input(0)),
                            Objects.requireNonNull(dys.get(0)))))
            .build();
    this.gradient =
        Pool.attrs(
                OpDef.named(name + "Grad")
                    .inputs("orig_input_shape: int32", "grad: T")
                    .outputs("output: T")
                    .allow("T", DTypeSets.floats()),
                spatial,
                false)
            .infer(this::inferGradient)
            .compute(this::computeGradient)
            .gradient(
                (call, dys) ->
                    Arrays.asList(
                        null,
                        Formula.op(name, Pool.same(call), Objects.requireNonNull(dys.get(0)))))
            .build();
  }

  static List<OpDef> defs() {
    return Arrays.stream(values()).flatMap(row -> List.of(row.def, row.gradient).stream()).toList();
  }

  OpDef def() {
    return def;
  }

  private Pool pool(InferCall call) {
    return Objects.requireNonNull(Pool.of(call, spatial, -1));
  }

  private EagerTensor compute(KernelCall call) {
    Pool pool = Pool.of(call, spatial, -1);
    pool.requireSpatialOnly(call.def().name());
    EagerTensor x = call.input(0);
    PoolLoops loops = new PoolLoops(pool.window(call, x.shape()), pool.channels(x.shape()));
    EagerTensor y =
        loops.average(Layouts.toLast(x, pool.channelsFirst()), pool.outLast(call, x.shape()));
    return Layouts.fromLast(y, pool.channelsFirst());
  }

  private List<Shape> inferGradient(InferCall call) {
    Shape shape = call.shapeFrom(0);
    if (!shape.hasKnownRank()) {
      long[] unknown = new long[spatial + 2];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      return List.of(Shape.of(unknown));
    }
    if (shape.rank() != spatial + 2) {
      throw call.invalid("orig_input_shape must have %d numbers, given %s", spatial + 2, shape);
    }
    return List.of(shape);
  }

  private EagerTensor computeGradient(KernelCall call) {
    Pool pool = Pool.of(call, spatial, -1);
    pool.requireSpatialOnly(call.def().name());
    long[] sizes = ElementArrays.longs(call.input(0));
    for (long size : sizes) {
      if (size < 0) {
        throw call.invalid("sizes must not be negative, given %s", Arrays.toString(sizes));
      }
    }
    Shape image = Shape.of(sizes);
    EagerTensor dy = call.input(1);
    SlidingWindow window = pool.window(call, image);
    if (!dy.shape().equals(pool.out(call, image))) {
      throw call.invalid("the gradient has shape %s, not %s", dy.shape(), pool.out(call, image));
    }
    int channels = pool.channels(image);
    long[] last = new long[sizes.length];
    last[0] = sizes[0];
    long[] inner = WindowRule.spatialOf(image, pool.channelsFirst(), spatial);
    for (int i = 0; i < spatial; i++) {
      last[i + 1] = inner[i];
    }
    last[sizes.length - 1] = channels;
    EagerTensor dx =
        new PoolLoops(window, channels)
            .averageGradient(Layouts.toLast(dy, pool.channelsFirst()), Shape.of(last));
    return Layouts.fromLast(dx, pool.channelsFirst());
  }
}
