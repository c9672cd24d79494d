package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code DynamicStitch}, {@code ParallelDynamicStitch}: slices of several tensors put together, as
 * indices beside them say; of two for one place the later one counts.
 */
public final class DynamicStitch {
  public static final OpDef DEF = define("DynamicStitch");
  public static final OpDef PARALLEL = define("ParallelDynamicStitch");

  private DynamicStitch() {}

  private static OpDef define(String name) {
    return OpDef.named(name)
        .inputs("indices: N * int32", "data: N * T")
        .outputs("merged: T")
        .attr("N", AttrKind.INT)
        .atLeast("N", 1)
        .infer(DynamicStitch::infer)
        .compute(DynamicStitch::compute)
        .gradient((call, dy) -> gradient(call, dy.get(0)))
        .build();
  }

  /** Counterpart: {@code tf.dynamic_stitch}. */
  public static Tensor of(List<?> indices, List<?> data, OpOption... options) {
    return Scoped.call(
        options,
        "DynamicStitch",
        name -> {
          List<Operand> operands = new ArrayList<>();
          for (int i = 0; i < indices.size(); i++) {
            operands.add(ToTensor.of(indices.get(i), DType.INT32, "indices_" + i));
          }
          operands.addAll(Pack.tensors(data, null, "data_"));
          return DEF.run(name, Attrs.of("N", indices.size()), operands).output(0);
        });
  }

  private static List<@Nullable Operand> gradient(GradientCall call, @Nullable Operand dy) {
    int count = call.numInputs() / 2;
    List<@Nullable Operand> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(null);
    }
    for (int i = 0; i < count; i++) {
      out.add(dy == null ? null : Gather.of(dy, call.input(i)));
    }
    return out;
  }

  private static List<Shape> infer(InferCall call) {
    int count = call.<Long>attr("N").intValue();
    long size = 0;
    Shape slice = Shape.unknown();
    for (int i = 0; i < count; i++) {
      Shape indices = call.shape(i);
      long[] known = Dims.known(call, i);
      size = known == null || size < 0 ? Shape.UNKNOWN_SIZE : Math.max(size, greatest(known) + 1);
      Shape merged = slice(indices, call.shape(count + i), slice);
      if (merged == null) {
        throw call.invalid(
            "data %d has shape %s beside indices of %s", i, call.shape(count + i), indices);
      }
      slice = merged;
    }
    return List.of(slice.hasKnownRank() ? Dims.joined(Shape.of(size), slice) : Shape.unknown());
  }

  private static long greatest(long[] indices) {
    long greatest = -1;
    for (long index : indices) {
      greatest = Math.max(greatest, index);
    }
    return greatest;
  }

  /** What is known of the slices' shape; null if it does not fit. */
  private static @Nullable Shape slice(Shape indices, Shape data, Shape before) {
    if (!indices.hasKnownRank() || !data.hasKnownRank()) {
      return before;
    }
    if (data.rank() < indices.rank()
        || !Dims.part(data, 0, indices.rank()).isCompatibleWith(indices)) {
      return null;
    }
    return Dims.merged(before, Dims.part(data, indices.rank(), data.rank()));
  }

  private static EagerTensor compute(KernelCall call) {
    int count = call.<Long>attr("N").intValue();
    long size = 0;
    Shape slice = Shape.unknown();
    List<long[]> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] indices = ElementArrays.longs(call.input(i));
      for (long index : indices) {
        if (index < 0) {
          throw call.invalid("index %d is negative", index);
        }
      }
      places.add(indices);
      size = Math.max(size, greatest(indices) + 1);
      Shape data = call.input(count + i).shape();
      Shape merged = slice(call.input(i).shape(), data, slice);
      if (merged == null) {
        throw call.invalid(
            "data %d has shape %s beside indices of %s", i, data, call.input(i).shape());
      }
      slice = merged;
    }
    long run = slice.numElements();
    Assembly out = new Assembly(call.input(count).dtype(), Dims.joined(Shape.of(size), slice));
    for (int i = 0; i < count; i++) {
      out.from(call.input(count + i));
      long[] indices = places.get(i);
      for (int k = 0; k < indices.length && run > 0; k++) {
        out.run(k * run, indices[k] * run, run);
      }
    }
    return out.tensor();
  }
}
