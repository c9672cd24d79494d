package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code MaxPoolWithArgmax}: the greatest of each window and where it was; and its gradients. */
final class MaxPoolWithArgmax {
  static final OpDef DEF =
      declared(OpDef.named("MaxPoolWithArgmax").inputs("input: T"))
          .outputs("output: T", "argmax: Targmax")
          .attr("Targmax", AttrKind.TYPE, DType.INT64)
          .infer(MaxPoolWithArgmax::infer)
          .kernel(MaxPoolWithArgmax::compute)
          .gradient(MaxPoolWithArgmax::gradient)
          .build();
  static final OpDef GRADIENT =
      declared(
              OpDef.named("MaxPoolGradWithArgmax").inputs("input: T", "grad: T", "argmax: Targmax"))
          .outputs("output: T")
          .infer(call -> List.of(call.shape(0)))
          .compute(call -> PoolLoops.added(call.input(1), numbers(call), call.input(0).shape()))
          .noGradient()
          .build();
  static final OpDef SECOND =
      declared(
              OpDef.named("MaxPoolGradGradWithArgmax")
                  .inputs("input: T", "grad: T", "argmax: Targmax"))
          .outputs("output: T")
          .infer(call -> List.of(call.shape(2)))
          .compute(call -> PoolLoops.taken(call.input(1), numbers(call), call.input(2).shape()))
          .noGradient()
          .build();

  private MaxPoolWithArgmax() {}

  private static OpDef.Builder declared(OpDef.Builder builder) {
    return builder
        .attr("ksize", AttrKind.INT_LIST)
        .atLeast("ksize", 4)
        .attr("strides", AttrKind.INT_LIST)
        .atLeast("strides", 4)
        .attr("padding", AttrKind.STRING)
        .oneOf("padding", "SAME", "VALID")
        .attr("include_batch_in_index", AttrKind.BOOL, false)
        .allow("Targmax", DTypeSets.indices())
        .allow("T", DTypeSets.real());
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = Objects.requireNonNull(Pool.of(call, 2, -1)).infer(call, call.shape(0));
    return List.of(shape, shape);
  }

  private static List<EagerTensor> compute(KernelCall call) {
    Pool pool = Pool.of(call, 2, -1);
    pool.requireSpatialOnly(call.def().name());
    EagerTensor x = call.input(0);
    PoolLoops loops = new PoolLoops(pool.window(call, x.shape()), pool.channels(x.shape()));
    Shape out = pool.outLast(call, x.shape());
    int[] winners = loops.winners(x);
    boolean batch = call.<Boolean>attr("include_batch_in_index");
    int image = batch || winners.length == 0 ? Integer.MAX_VALUE : imageSize(x.shape());
    long[] argmax = new long[winners.length];
    for (int i = 0; i < argmax.length; i++) {
      argmax[i] = winners[i] % image;
    }
    return List.of(
        PoolLoops.taken(x, winners, out),
        ElementArrays.tensor(call.<DType>attr("Targmax"), out, argmax));
  }

  private static int imageSize(Shape image) {
    return Math.toIntExact(image.dim(1) * image.dim(2) * image.dim(3));
  }

  /** The elements of the input that the outputs were. */
  private static int[] numbers(KernelCall call) {
    Shape image = call.input(0).shape();
    long[] argmax = ElementArrays.longs(call.input(2));
    if (image.rank() != 4 || call.input(2).shape().rank() != 4) {
      throw call.invalid("images of rank 4, given %s", image);
    }
    boolean batch = call.<Boolean>attr("include_batch_in_index");
    long elements = image.numElements();
    long size = imageSize(image);
    int perImage = argmax.length / (int) Math.max(image.dim(0), 1);
    int[] numbers = new int[argmax.length];
    for (int i = 0; i < argmax.length; i++) {
      long number = batch ? argmax[i] : argmax[i] + i / perImage * size;
      if (number < 0 || number >= elements) {
        throw call.invalid("argmax %d is no element of images of %s", argmax[i], image);
      }
      numbers[i] = (int) number;
    }
    return numbers;
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Attrs attrs =
        Attrs.of(
            "ksize", call.attr("ksize"),
            "strides", call.attr("strides"),
            "padding", call.attr("padding"),
            "include_batch_in_index", call.attr("include_batch_in_index"));
    return Arrays.asList(
        Formula.op(
            "MaxPoolGradWithArgmax",
            attrs,
            call.input(0),
            Objects.requireNonNull(dys.get(0)),
            call.output(1)));
  }
}
