package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.conformance.trace.NumericFunction.OfOne;
import org.ckpt4j.conformance.trace.NumericFunction.OfTwo;
import org.ckpt4j.conformance.trace.NumericFunction.Reducing;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.BroadcastTo;
import org.ckpt4j.ops.array.ExpandDims;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.GatherNd;
import org.ckpt4j.ops.array.OneHot;
import org.ckpt4j.ops.array.Pad;
import org.ckpt4j.ops.array.Reverse;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.Squeeze;
import org.ckpt4j.ops.array.Tile;
import org.ckpt4j.ops.array.Transpose;
import org.ckpt4j.ops.linalg.MatMul;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.ClippedGradients;

/** The functions of the trace language's numerics, by TensorFlow's names. */
final class NumericFunctions {
  private static final Map<String, NumericFunction> ALL = new HashMap<>();

  static {
    math();
    reductions();
    arrays();
    NeuralFunctions.addTo(ALL);
  }

  private NumericFunctions() {}

  static NumericFunction find(String name) {
    NumericFunction function = ALL.get(name);
    if (function == null) {
      throw new MissingFeature("function " + name);
    }
    return function;
  }

  static void one(Map<String, NumericFunction> all, String name, OfOne function) {
    all.put(name, (x, a) -> function.call(x.get(0)));
  }

  static void two(Map<String, NumericFunction> all, String name, OfTwo function) {
    all.put(name, (x, a) -> function.call(x.get(0), x.get(1)));
  }

  private static void one(String name, OfOne function) {
    one(ALL, name, function);
  }

  private static void two(String name, OfTwo function) {
    two(ALL, name, function);
  }

  private static void math() {
    two("add", TF::add);
    two("subtract", TF::subtract);
    two("multiply", TF::multiply);
    two("divide", TF::divide);
    two("pow", TF::pow);
    two("maximum", TF::maximum);
    two("minimum", TF::minimum);
    two("squared_difference", TF.math::squaredDifference);
    two("floordiv", TF.math::floordiv);
    two("floormod", TF.math::floormod);
    two("divide_no_nan", TF.math::divideNoNan);
    two("atan2", TF.math::atan2);
    one("negative", TF::negative);
    one("abs", TF::abs);
    one("square", TF::square);
    one("sqrt", TF::sqrt);
    one("rsqrt", TF.math::rsqrt);
    one("exp", TF::exp);
    one("log", TF.math::log);
    one("log1p", TF.math::log1p);
    one("expm1", TF.math::expm1);
    one("sin", TF::sin);
    one("cos", TF::cos);
    one("tan", TF::tan);
    one("tanh", TF::tanh);
    one("sigmoid", TF::sigmoid);
    one("erf", TF.math::erf);
    one("floor", TF::floor);
    one("ceil", TF.math::ceil);
    one("round", TF::round);
    one("sign", TF::sign);
    one("reciprocal", TF.math::reciprocal);
    ALL.put(
        "clip_by_value",
        (x, a) -> TF.clipByValue(x.get(0), a.get("min").doubleValue(), a.get("max").doubleValue()));
    ALL.put(
        "clip_by_norm",
        (x, a) -> ClippedGradients.byNorm(x.get(0), a.get("norm").doubleValue()).asTensor());
    ALL.put(
        "where",
        (x, a) ->
            TF.where(
                TF.greater(x.get(0), ElementArrays.scalar(x.get(0).dtype(), 0)),
                x.get(1),
                x.get(2)));
    ALL.put("cast", (x, a) -> TF.cast(x.get(0), TensorCodec.dtype(a.get("dtype"))));
    ALL.put(
        "matmul",
        (x, a) ->
            MatMul.of(
                x.get(0),
                x.get(1),
                a.path("transpose_a").asBoolean(),
                a.path("transpose_b").asBoolean()));
  }

  private static void reductions() {
    reduction("reduce_sum", (x, axes, keep) -> TF.reduceSum(x, axes, keep));
    reduction("reduce_mean", (x, axes, keep) -> TF.reduceMean(x, axes, keep));
    reduction("reduce_max", (x, axes, keep) -> TF.reduceMax(x, axes, keep));
    reduction("reduce_min", (x, axes, keep) -> TF.reduceMin(x, axes, keep));
    reduction("reduce_prod", (x, axes, keep) -> TF.reduceProd(x, axes, keep));
    reduction("reduce_logsumexp", (x, axes, keep) -> TF.reduceLogSumExp(x, axes, keep));
    ALL.put("argmax", (x, a) -> TF.argmax(x.get(0), a.get("axis").intValue()));
    ALL.put(
        "cumsum",
        (x, a) ->
            TF.cumsum(
                x.get(0),
                a.get("axis").intValue(),
                a.get("exclusive").booleanValue(),
                a.get("reverse").booleanValue()));
    ALL.put(
        "unsorted_segment_sum",
        (x, a) ->
            StandardOps.call(
                "UnsortedSegmentSum",
                x.get(0),
                ints(a.get("ids")),
                ElementArrays.scalar(DType.INT32, a.get("num").intValue())));
  }

  private static void reduction(String name, Reducing function) {
    ALL.put(
        name,
        (x, a) ->
            function.call(
                x.get(0), axes(x.get(0), a.path("axis")), a.path("keepdims").asBoolean()));
  }

  /** A number, a list of them, or all dimensions. */
  private static long[] axes(Tensor x, JsonNode axis) {
    if (axis.isInt()) {
      return new long[] {axis.longValue()};
    }
    long[] axes = new long[axis.isArray() ? axis.size() : x.shape().rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axis.isArray() ? axis.get(i).longValue() : i;
    }
    return axes;
  }

  private static void arrays() {
    ALL.put(
        "transpose",
        (x, a) -> Transpose.of(x.get(0), a.path("perm").isArray() ? ints(a.get("perm")) : null));
    ALL.put("reshape", (x, a) -> TF.reshape(x.get(0), ints(a.get("shape"))));
    ALL.put("concat", (x, a) -> TF.concat(x, a.get("axis").intValue()));
    ALL.put("stack", (x, a) -> TF.stack(x, a.get("axis").intValue()));
    ALL.put("slice", (x, a) -> Slice.of(x.get(0), ints(a.get("begin")), ints(a.get("size"))));
    ALL.put(
        "gather",
        (x, a) -> Gather.of(x.get(0), ints(a.get("indices")), a.get("axis").intValue(), 0));
    ALL.put("embedding_lookup", (x, a) -> Gather.of(x.get(0), ints(a.get("ids"))));
    ALL.put("gather_nd", (x, a) -> GatherNd.of(x.get(0), ints(a.get("indices"))));
    ALL.put("pad", (x, a) -> Pad.of(x.get(0), ints(a.get("paddings"))));
    ALL.put("tile", (x, a) -> Tile.of(x.get(0), ints(a.get("multiples"))));
    ALL.put("expand_dims", (x, a) -> ExpandDims.of(x.get(0), a.get("axis").intValue()));
    ALL.put("squeeze", (x, a) -> Squeeze.of(x.get(0), list(a.path("axis"))));
    ALL.put("reverse", (x, a) -> Reverse.of(x.get(0), ints(a.get("axis"))));
    ALL.put("broadcast_to", (x, a) -> BroadcastTo.of(x.get(0), ints(a.get("shape"))));
    ALL.put("one_hot", (x, a) -> OneHot.of(ints(a.get("indices")), a.get("depth").intValue()));
  }

  private static List<Long> list(JsonNode axis) {
    return axis.isInt() ? List.of(axis.longValue()) : List.of();
  }

  /** Whole numbers, nested as they are, of int32. */
  static EagerTensor ints(JsonNode numbers) {
    List<Long> sizes = new ArrayList<>();
    for (JsonNode at = numbers; at.isArray(); at = at.path(0)) {
      sizes.add((long) at.size());
    }
    List<Long> all = new ArrayList<>();
    flatten(numbers, all);
    return ElementArrays.tensor(
        DType.INT32,
        Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()),
        all.stream().mapToLong(Long::longValue).toArray());
  }

  private static void flatten(JsonNode numbers, List<Long> all) {
    if (numbers.isArray()) {
      numbers.forEach(item -> flatten(item, all));
    } else {
      all.add(numbers.longValue());
    }
  }
}
