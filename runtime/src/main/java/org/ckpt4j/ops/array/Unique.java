package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code Unique} and its kin: the different elements, or slices, in the order of their first
 * occurrence, and for each one of the input which it is; {@code ListDiff}: what is not in another
 * list.
 */
public final class Unique {
  public static final OpDef DEF = define("Unique", false, false);
  public static final OpDef COUNTED = define("UniqueWithCounts", false, true);
  public static final OpDef V2 = define("UniqueV2", true, false);
  public static final OpDef COUNTED_V2 = define("UniqueWithCountsV2", true, true);

  public static final OpDef LIST_DIFF =
      OpDef.named("ListDiff")
          .inputs("x: T", "y: T")
          .outputs("out: T", "idx: out_idx")
          .attr("out_idx", AttrKind.TYPE, DType.INT32)
          .allow("out_idx", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Dims.rank(call, 0, 1);
                Dims.rank(call, 1, 1);
                return List.of(Dims.unknown(1), Dims.unknown(1));
              })
          .kernel(Unique::difference)
          .noGradient()
          .build();

  private Unique() {}

  private static OpDef define(String name, boolean alongAxis, boolean counted) {
    OpDef.Builder builder = OpDef.named(name);
    if (alongAxis) {
      builder
          .inputs("x: T", "axis: Taxis")
          .attr("Taxis", AttrKind.TYPE, DType.INT64)
          .allow("Taxis", DType.INT32, DType.INT64);
    } else {
      builder.inputs("x: T");
    }
    if (counted) {
      builder.outputs("y: T", "idx: out_idx", "count: out_idx");
    } else {
      builder.outputs("y: T", "idx: out_idx");
    }
    return builder
        .attr("out_idx", AttrKind.TYPE, DType.INT32)
        .allow("out_idx", DType.INT32, DType.INT64)
        .infer(call -> infer(call, alongAxis, counted))
        .kernel(call -> compute(call, alongAxis, counted))
        .noGradient()
        .build();
  }

  /** Values and indices. Counterpart: {@code tf.unique}. */
  public static List<Tensor> of(Object x, DType outIdx, OpOption... options) {
    return call(DEF, x, outIdx, options);
  }

  /** Values, indices and counts. Counterpart: {@code tf.unique_with_counts}. */
  public static List<Tensor> withCounts(Object x, DType outIdx, OpOption... options) {
    return call(COUNTED, x, outIdx, options);
  }

  private static List<Tensor> call(OpDef def, Object x, DType outIdx, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name ->
            List.copyOf(
                def.run(name, Attrs.of("out_idx", outIdx), List.of(ToTensor.of(x, null, "x")))
                    .outputs()));
  }

  private static List<Shape> infer(InferCall call, boolean alongAxis, boolean counted) {
    Shape in = call.shape(0);
    List<Shape> shapes = new ArrayList<>();
    if (!alongAxis) {
      in = Dims.rank(call, 0, 1);
      shapes.add(Dims.unknown(1));
      shapes.add(in);
    } else {
      Shape axes = Dims.rank(call, 1, 1);
      long[] axis = Dims.known(call, 1);
      if (axes.dim(0) > 1) {
        throw call.invalid("one axis or none, given %d", axes.dim(0));
      }
      if (!in.hasKnownRank() || (axis == null && axes.dim(0) != 0)) {
        shapes.add(in.hasKnownRank() ? Dims.unknown(in.rank()) : in);
        shapes.add(Dims.unknown(1));
      } else {
        if (axes.dim(0) == 0) {
          in = Dims.rank(call, 0, 1);
        }
        int at = axes.dim(0) == 0 ? 0 : Dims.axis(axis[0], in.rank(), call::invalid);
        shapes.add(Dims.unknown(in.rank()));
        shapes.add(Shape.of(in.dim(at)));
      }
    }
    if (counted) {
      shapes.add(Dims.unknown(1));
    }
    return shapes;
  }

  private static List<EagerTensor> compute(KernelCall call, boolean alongAxis, boolean counted) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int axis = 0;
    long[] axes = alongAxis ? ElementArrays.longs(call.input(1)) : new long[0];
    if (axes.length > 1 || (axes.length == 0 && shape.rank() != 1)) {
      throw call.invalid("%d axes for %s; one, or none of a vector", axes.length, shape);
    }
    if (axes.length == 1) {
      axis = Dims.axis(axes[0], shape.rank(), call::invalid);
    }
    List<Object> keys = slices(ElementKeys.of(in), shape, axis);
    Map<Object, Integer> numbers = new HashMap<>();
    long[] which = new long[keys.size()];
    List<Integer> firsts = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < which.length; i++) {
      Integer number = numbers.putIfAbsent(keys.get(i), firsts.size());
      if (number == null) {
        number = firsts.size();
        firsts.add(i);
        counts.add(0L);
      }
      which[i] = number;
      counts.set(number, counts.get(number) + 1);
    }
    DType type = call.attr("out_idx");
    List<EagerTensor> out = new ArrayList<>();
    EagerTensor chosen =
        ElementArrays.ints(firsts.stream().mapToLong(Integer::longValue).toArray());
    out.add(Gather.slices(in, chosen, axis, 0, call::invalid));
    out.add(ElementArrays.tensor(type, Shape.of(which.length), which));
    if (counted) {
      long[] many = counts.stream().mapToLong(Long::longValue).toArray();
      out.add(ElementArrays.tensor(type, Shape.of(many.length), many));
    }
    return out;
  }

  /** For each slice along the axis something that equals that of equal slices. */
  private static List<Object> slices(List<Object> elements, Shape shape, int axis) {
    if (shape.rank() == 1) {
      return elements;
    }
    long outer = Dims.product(shape, 0, axis);
    long inner = Dims.product(shape, axis + 1, shape.rank());
    int count = (int) shape.dim(axis);
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Object> slice = new ArrayList<>();
      for (long o = 0; o < outer; o++) {
        int first = (int) ((o * count + i) * inner);
        slice.addAll(elements.subList(first, first + (int) inner));
      }
      out.add(slice);
    }
    return out;
  }

  private static List<EagerTensor> difference(KernelCall call) {
    EagerTensor x = call.input(0);
    if (x.shape().rank() != 1 || call.input(1).shape().rank() != 1) {
      throw call.invalid("lists are vectors, given %s and %s", x.shape(), call.input(1).shape());
    }
    var gone = new java.util.HashSet<>(ElementKeys.of(call.input(1)));
    List<Object> keys = ElementKeys.of(x);
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!gone.contains(keys.get(i))) {
        kept.add((long) i);
      }
    }
    long[] places = kept.stream().mapToLong(Long::longValue).toArray();
    DType type = call.attr("out_idx");
    return List.of(
        Gather.slices(x, ElementArrays.ints(places), 0, 0, call::invalid),
        ElementArrays.tensor(type, Shape.of(places.length), places));
  }
}
