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
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code Dilation2D}: the greatest of pixel plus filter in each window, channel by channel; and its
 * two gradients, which go to where the greatest was.
 */
final class Dilation2D {
  private static final String TO_INPUT = "Dilation2DBackpropInput";
  private static final String TO_FILTER = "Dilation2DBackpropFilter";

  static final OpDef DEF =
      attrs(OpDef.named("Dilation2D").inputs("input: T", "filter: T").outputs("output: T"))
          .infer(Dilation2D::infer)
          .compute(call -> sizes(call).forward(call))
          .gradient(Dilation2D::gradient)
          .build();
  static final OpDef INPUT =
      attrs(
              OpDef.named(TO_INPUT)
                  .inputs("input: T", "filter: T", "out_backprop: T")
                  .outputs("in_backprop: T"))
          .infer(call -> List.of(call.shape(0)))
          .compute(call -> sizes(call).backward(call, true))
          .noGradient()
          .build();
  static final OpDef FILTER =
      attrs(
              OpDef.named(TO_FILTER)
                  .inputs("input: T", "filter: T", "out_backprop: T")
                  .outputs("filter_backprop: T"))
          .infer(call -> List.of(call.shape(1)))
          .compute(call -> sizes(call).backward(call, false))
          .noGradient()
          .build();

  private Dilation2D() {}

  private static OpDef.Builder attrs(OpDef.Builder def) {
    return def.allow("T", DTypeSets.real())
        .attr("strides", AttrKind.INT_LIST)
        .atLeast("strides", 4)
        .attr("rates", AttrKind.INT_LIST)
        .atLeast("rates", 4)
        .attr("padding", AttrKind.STRING)
        .oneOf("padding", "SAME", "VALID");
  }

  private static WindowRule rule(Attrs attrs, Complaint complaint) {
    WindowRule rule = WindowRule.of(attrs, 4, attrs.get("strides"), attrs.get("rates"), complaint);
    List<Long> strides = attrs.get("strides");
    List<Long> rates = attrs.get("rates");
    if (strides.get(0) != 1 || strides.get(3) != 1 || rates.get(0) != 1 || rates.get(3) != 1) {
      throw complaint.of("strides %s and rates %s must be 1 in batch and depth", strides, rates);
    }
    return rule;
  }

  private static List<Shape> infer(InferCall call) {
    Shape image = call.shape(0);
    Shape filter = call.shape(1);
    if ((image.hasKnownRank() && image.rank() != 4)
        || (filter.hasKnownRank() && filter.rank() != 3)) {
      throw call.invalid("images of rank 4 and a filter of rank 3, given %s, %s", image, filter);
    }
    WindowRule rule = rule(call.attrs(), call::invalid);
    long depth = image.hasKnownRank() ? image.dim(3) : Shape.UNKNOWN_SIZE;
    long filterDepth = filter.hasKnownRank() ? filter.dim(2) : Shape.UNKNOWN_SIZE;
    if (depth >= 0 && filterDepth >= 0 && depth != filterDepth) {
      throw call.invalid("%d channels, but the filter has %d", depth, filterDepth);
    }
    long[] in = WindowRule.spatialOf(image, false, 2);
    long[] size = {Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE};
    if (filter.hasKnownRank()) {
      size = new long[] {filter.dim(0), filter.dim(1)};
    }
    boolean known = in[0] >= 0 && in[1] >= 0 && size[0] >= 0 && size[1] >= 0;
    long[] out =
        known
            ? rule.outSizes(in, size, !call.isEager(), call::invalid)
            : new long[] {Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE};
    long batch = image.hasKnownRank() ? image.dim(0) : Shape.UNKNOWN_SIZE;
    return List.of(rule.image(batch, out, Math.max(depth, filterDepth)));
  }

  private record Sizes(SlidingWindow window, Shape out, int depth) {
    /** For each output the numbers of the pixel's and of the filter's element it came from. */
    private int[][] winners(KernelCall call) {
      double[] x = ElementArrays.doubles(call.input(0));
      double[] filter = ElementArrays.doubles(call.input(1));
      int n = ElementArrays.length(out);
      double[] best = new double[n];
      int[][] from = new int[2][n];
      Arrays.fill(from[0], -1);
      window.forEach(
          (pixel, position, tap) -> {
            for (int c = 0; c < depth; c++) {
              int to = position * depth + c;
              double value = x[pixel * depth + c] + filter[tap * depth + c];
              if (from[0][to] < 0 || value > best[to]) {
                best[to] = value;
                from[0][to] = pixel * depth + c;
                from[1][to] = tap * depth + c;
              }
            }
          });
      return from;
    }

    EagerTensor forward(KernelCall call) {
      int[][] from = winners(call);
      EagerTensor x = call.input(0);
      if (x.dtype().isFloating()) {
        double[] pixels = ElementArrays.doubles(x);
        double[] filter = ElementArrays.doubles(call.input(1));
        double[] y = new double[from[0].length];
        Arrays.setAll(y, i -> from[0][i] < 0 ? 0 : pixels[from[0][i]] + filter[from[1][i]]);
        return ElementArrays.tensor(x.dtype(), out, y);
      }
      long[] pixels = ElementArrays.longs(x);
      long[] filter = ElementArrays.longs(call.input(1));
      long[] y = new long[from[0].length];
      Arrays.setAll(y, i -> from[0][i] < 0 ? 0 : pixels[from[0][i]] + filter[from[1][i]]);
      return ElementArrays.tensor(x.dtype(), out, y);
    }

    EagerTensor backward(KernelCall call, boolean toInput) {
      if (!call.input(2).shape().equals(out)) {
        throw call.invalid("out_backprop has shape %s, not %s", call.input(2).shape(), out);
      }
      return PoolLoops.added(
          call.input(2), winners(call)[toInput ? 0 : 1], call.input(toInput ? 0 : 1).shape());
    }
  }

  private static Sizes sizes(KernelCall call) {
    Shape image = call.input(0).shape();
    Shape filter = call.input(1).shape();
    if (image.rank() != 4 || filter.rank() != 3 || image.dim(3) != filter.dim(2)) {
      throw call.invalid("images %s and filter %s do not fit", image, filter);
    }
    WindowRule rule = rule(call.attrs(), call::invalid);
    long[] in = WindowRule.spatialOf(image, false, 2);
    long[] size = {filter.dim(0), filter.dim(1)};
    long[] out = rule.outSizes(in, size, false, call::invalid);
    return new Sizes(
        rule.window(image.dim(0), in, size, call::invalid),
        rule.image(image.dim(0), out, image.dim(3)),
        Math.toIntExact(image.dim(3)));
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Attrs attrs =
        Attrs.of(
            "strides", call.attr("strides"),
            "rates", call.attr("rates"),
            "padding", call.attr("padding"));
    Operand dy = Objects.requireNonNull(dys.get(0));
    return Arrays.asList(
        Formula.op(TO_INPUT, attrs, call.input(0), call.input(1), dy),
        Formula.op(TO_FILTER, attrs, call.input(0), call.input(1), dy));
  }
}
