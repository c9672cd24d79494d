package org.ckpt4j.ops.array;

import java.util.ArrayList;
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
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code StridedSlice}: Python's slicing, {@code t[0, 1:5:2, ..., tf.newaxis]}; its gradient {@code
 * StridedSliceGrad}; {@code TensorStridedSliceUpdate}: a copy with another value in that place.
 */
public final class StridedSlice {
  public static final OpDef DEF =
      masked("StridedSlice")
          .inputs("input: T", "begin: Index", "end: Index", "strides: Index")
          .outputs("output: T")
          .allow("Index", DType.INT16, DType.INT32, DType.INT64)
          .infer(StridedSlice::infer)
          .compute(StridedSlice::compute)
          .gradient(
              (call, dy) -> {
                Tensor begin = call.input(1);
                DType index = begin.dtype() == DType.INT64 ? DType.INT64 : DType.INT32;
                Tensor shape = ShapeOp.of(call.input(0), index);
                return Arrays.asList(
                    scattered(call, shape, index, Objects.requireNonNull(dy.get(0))),
                    null,
                    null,
                    null);
              })
          .build();

  public static final OpDef GRAD =
      masked("StridedSliceGrad")
          .inputs("shape: Index", "begin: Index", "end: Index", "strides: Index", "dy: T")
          .outputs("output: T")
          .allow("Index", DType.INT32, DType.INT64)
          .infer(
              call -> {
                Dims.rank(call, 0, 1);
                return List.of(call.shapeFrom(0));
              })
          .compute(StridedSlice::computeGrad)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      null, null, null, null, sliced(call, Objects.requireNonNull(dy.get(0)))))
          .build();

  public static final OpDef UPDATE =
      masked("TensorStridedSliceUpdate")
          .inputs("input: T", "begin: Index", "end: Index", "strides: Index", "value: T")
          .outputs("output: T")
          .allow("Index", DType.INT32, DType.INT64)
          .infer(StridedSlice::inferUpdate)
          .compute(StridedSlice::computeUpdate)
          .gradient((call, dy) -> updateGradient(call, Objects.requireNonNull(dy.get(0))))
          .build();

  private StridedSlice() {}

  private static OpDef.Builder masked(String name) {
    OpDef.Builder builder = OpDef.named(name).attr("Index", AttrKind.TYPE);
    SlicePlan.MASKS.forEach(mask -> builder.attr(mask, AttrKind.INT, 0));
    return builder;
  }

  /**
   * {@code t[i]}, {@code t[i, 1:4, ..., tf.newaxis]}.
   *
   * @param items indices (numbers or integer scalars: the dimension falls away), {@link Index}es
   */
  public static Tensor at(Operand tensor, Object... items) {
    Tensor input = tensor.asTensor();
    try (NameScope scope = NameScope.enter("strided_slice")) {
      Brackets at = brackets(items);
      return at.of(scope.name(), input);
    }
  }

  /** What stands between Python's brackets, as operations on slices take it. */
  public record Brackets(Attrs masks, Tensor begin, Tensor end, Tensor strides) {
    /** The slice of {@code tensor} that they name. */
    public Tensor of(String name, Operand tensor) {
      return DEF.call(name, masks, tensor, begin, end, strides);
    }
  }

  /**
   * The inputs of an operation on the slice that these items name, made in the current name scope.
   *
   * @param items as those of {@link #at}
   */
  public static Brackets brackets(Object... items) {
    List<Object> begin = new ArrayList<>();
    List<Object> end = new ArrayList<>();
    List<Object> strides = new ArrayList<>();
    long[] masks = new long[SlicePlan.MASKS.size()];
    for (int i = 0; i < items.length; i++) {
      long bit = 1L << i;
      if (items[i] instanceof Index.Span span) {
        begin.add(span.begin() == null ? 0 : span.begin());
        end.add(span.end() == null ? 0 : span.end());
        strides.add(span.step() == null ? 1 : span.step());
        masks[0] |= span.begin() == null ? bit : 0;
        masks[1] |= span.end() == null ? bit : 0;
      } else if (items[i] instanceof Index) {
        begin.add(0);
        end.add(0);
        strides.add(1);
        masks[items[i] instanceof Index.Ellipsis ? 2 : 3] |= bit;
      } else {
        begin.add(items[i]);
        end.add(after(items[i]));
        strides.add(1);
        masks[4] |= bit;
      }
    }
    return new Brackets(
        attrs(masks), vector(begin, "stack"), vector(end, "stack_1"), vector(strides, "stack_2"));
  }

  private static Object after(Object index) {
    if (index instanceof Number number) {
      return number.longValue() + 1;
    }
    return org.ckpt4j.ops.math.Arithmetic.ADD.operator(index, 1);
  }

  private static Tensor vector(List<Object> items, String name) {
    boolean plain = items.stream().allMatch(Number.class::isInstance);
    return plain
        ? ToTensor.of(
            items.stream().mapToLong(n -> ((Number) n).longValue()).toArray(), DType.INT32, name)
        : ToTensor.of(items, null, name);
  }

  private static Attrs attrs(long[] masks) {
    Attrs attrs = Attrs.none();
    for (int i = 0; i < masks.length; i++) {
      attrs = attrs.with(SlicePlan.MASKS.get(i), masks[i]);
    }
    return attrs;
  }

  private static Attrs attrs(GradientCall call) {
    return attrs(SlicePlan.MASKS.stream().mapToLong(call::<Long>attr).toArray());
  }

  private static Tensor scattered(GradientCall call, Tensor shape, DType index, Operand dy) {
    return GRAD.call(
        attrs(call), shape, cast(call, 1, index), cast(call, 2, index), cast(call, 3, index), dy);
  }

  private static Tensor cast(GradientCall call, int input, DType index) {
    return org.ckpt4j.ops.math.Cast.of(call.input(input), index);
  }

  private static Tensor sliced(GradientCall call, Operand whole) {
    return DEF.call(attrs(call), whole, call.input(1), call.input(2), call.input(3));
  }

  private static List<Operand> updateGradient(GradientCall call, Operand dy) {
    Tensor value = call.input(4);
    Tensor dx =
        UPDATE.call(
            attrs(call), dy, call.input(1), call.input(2), call.input(3), Likes.zeros(value));
    return Arrays.asList(dx, null, null, null, Reshape.like(sliced(call, dy), value));
  }

  private static List<Shape> infer(InferCall call) {
    SlicePlan plan = plan(call);
    return List.of(plan == null ? Shape.unknown() : plan.shape());
  }

  private static @org.jspecify.annotations.Nullable SlicePlan plan(InferCall call) {
    Shape vectors = Dims.rank(call, 1, 1);
    for (int i = 2; i <= 3; i++) {
      Shape merged = Dims.merged(vectors, Dims.rank(call, i, 1));
      if (merged == null) {
        throw call.invalid("begin, end and strides must have one length");
      }
      vectors = merged;
    }
    long[] strides = Dims.known(call, 3);
    if (strides == null || !call.shape(0).hasKnownRank()) {
      return null;
    }
    long[] masks = SlicePlan.MASKS.stream().mapToLong(call::<Long>attr).toArray();
    var request = new SlicePlan.Request(Dims.known(call, 1), Dims.known(call, 2), strides, masks);
    return SlicePlan.of(call.shape(0), request, call::invalid);
  }

  private static SlicePlan plan(KernelCall call, Shape in) {
    long[] masks = SlicePlan.MASKS.stream().mapToLong(call::<Long>attr).toArray();
    long[] begin = ElementArrays.longs(call.input(1));
    long[] end = ElementArrays.longs(call.input(2));
    long[] strides = ElementArrays.longs(call.input(3));
    if (begin.length != strides.length || end.length != strides.length) {
      throw call.invalid("begin, end and strides must have one length");
    }
    return SlicePlan.of(in, new SlicePlan.Request(begin, end, strides, masks), call::invalid);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    SlicePlan plan = plan(call, in.shape());
    if (plan.box().equals(in.shape()) && Arrays.stream(plan.steps()).allMatch(s -> s == 1)) {
      return Assembly.reshaped(in, plan.shape());
    }
    EagerTensor box = Slice.cut(in, plan.from(), steps(plan, in.shape()), plan.box());
    return Assembly.reshaped(box, plan.shape());
  }

  private static long[] steps(SlicePlan plan, Shape in) {
    long[] steps = Dims.strides(in);
    for (int i = 0; i < steps.length; i++) {
      steps[i] *= plan.box().dim(i) > 1 ? plan.steps()[i] : 1;
    }
    return steps;
  }

  /** Moves a value of the slice's shape into the place the slice was taken from. */
  private static EagerTensor put(Assembly whole, SlicePlan plan, Shape in, EagerTensor value) {
    long[] own = Dims.strides(in);
    long to = 0;
    for (int i = 0; i < own.length; i++) {
      to += plan.box().dim(i) == 0 ? 0 : plan.from()[i] * own[i];
    }
    return whole
        .from(value)
        .box(plan.box().dims(), 0, Dims.strides(plan.box()), to, steps(plan, in))
        .tensor();
  }

  private static EagerTensor computeGrad(KernelCall call) {
    long[] sizes = ElementArrays.longs(call.input(0));
    for (long size : sizes) {
      if (size < 0) {
        throw call.invalid("size %d is negative", size);
      }
    }
    Shape shape = Shape.of(sizes);
    SlicePlan plan = plan(call, shape);
    EagerTensor dy = call.input(4);
    if (!dy.shape().equals(plan.shape())) {
      throw call.invalid("the slice has shape %s, its gradient %s", plan.shape(), dy.shape());
    }
    return put(new Assembly(dy.dtype(), shape), plan, shape, dy);
  }

  private static List<Shape> inferUpdate(InferCall call) {
    SlicePlan plan = plan(call);
    Shape value = call.shape(4);
    if (plan != null && value.hasKnownRank() && !widens(value, plan.shape())) {
      throw call.invalid("%s does not widen to the slice's %s", value, plan.shape());
    }
    return List.of(call.shape(0));
  }

  private static boolean widens(Shape narrow, Shape wide) {
    boolean fits = narrow.rank() <= wide.rank();
    for (int i = 0; fits && i < narrow.rank(); i++) {
      long have = narrow.dim(i);
      long want = wide.dim(i + wide.rank() - narrow.rank());
      fits = have < 0 || want < 0 || have == 1 || have == want;
    }
    return fits;
  }

  private static EagerTensor computeUpdate(KernelCall call) {
    EagerTensor in = call.input(0);
    SlicePlan plan = plan(call, in.shape());
    EagerTensor value = call.input(4);
    if (!widens(value.shape(), plan.shape())) {
      throw call.invalid("%s does not widen to the slice's %s", value.shape(), plan.shape());
    }
    Assembly whole = new Assembly(in.dtype(), in.shape()).all(in, 0);
    return put(whole, plan, in.shape(), BroadcastTo.widened(value, plan.shape()));
  }
}
