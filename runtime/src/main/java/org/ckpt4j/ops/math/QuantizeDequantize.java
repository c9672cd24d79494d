package org.ckpt4j.ops.math;

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
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code QuantizeAndDequantizeV2}, {@code V3}, {@code V4}: floats rounded to as many steps as so
 * many bits can number, of a range that is given or found, for all elements or for each slice.
 */
final class QuantizeDequantize {
  private QuantizeDequantize() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (String version : List.of("V2", "V4")) {
      defs.add(
          OpDef.named("QuantizeAndDequantize" + version)
              .inputs("input: T", "input_min: T", "input_max: T")
              .outputs("output: T")
              .attr("signed_input", AttrKind.BOOL, true)
              .attr("num_bits", AttrKind.INT, 8)
              .attr("range_given", AttrKind.BOOL, false)
              .allow("T", DTypeSets.floats())
              .attr("round_mode", AttrKind.STRING, "HALF_TO_EVEN")
              .oneOf("round_mode", "HALF_TO_EVEN", "HALF_UP")
              .attr("narrow_range", AttrKind.BOOL, false)
              .attr("axis", AttrKind.INT, -1)
              .infer(call -> List.of(infer(call, 0)))
              .compute(
                  call ->
                      compute(
                          call,
                          call.<Long>attr("num_bits"),
                          call.<String>attr("round_mode").equals("HALF_UP")))
              .gradient(
                  version.equals("V2") ? QuantizeDequantize::straight : QuantizeDequantize::within)
              .build());
    }
    defs.add(
        OpDef.named("QuantizeAndDequantizeV3")
            .inputs("input: T", "input_min: T", "input_max: T", "num_bits: int32")
            .outputs("output: T")
            .attr("signed_input", AttrKind.BOOL, true)
            .attr("range_given", AttrKind.BOOL, true)
            .allow("T", DTypeSets.floats())
            .attr("narrow_range", AttrKind.BOOL, false)
            .attr("axis", AttrKind.INT, -1)
            .infer(
                call -> {
                  Dims.rank(call, 3, 0);
                  return List.of(infer(call, 0));
                })
            .compute(call -> compute(call, call.input(3).longValue(), false))
            .gradient(QuantizeDequantize::straight)
            .build());
    defs.add(
        OpDef.named("QuantizeAndDequantizeV4Grad")
            .inputs("gradients: T", "input: T", "input_min: T", "input_max: T")
            .outputs("input_backprop: T", "input_min_backprop: T", "input_max_backprop: T")
            .allow("T", DTypeSets.floats())
            .attr("axis", AttrKind.INT, -1)
            .infer(
                call -> {
                  Shape in = infer(call, 1);
                  Shape range = call.shape(2);
                  return List.of(in, range, range);
                })
            .kernel(QuantizeDequantize::back)
            .gradientLater()
            .build());
    return defs;
  }

  private static Shape infer(InferCall call, int input) {
    Shape in = call.shape(input);
    long axis = call.<Long>attr("axis");
    if (axis < -1) {
      throw call.invalid("axis is %d; it is -1 or more", axis);
    }
    Shape min = Dims.rank(call, input + 1, axis < 0 ? 0 : 1);
    Shape max = Dims.rank(call, input + 2, axis < 0 ? 0 : 1);
    Shape range = Dims.merged(min, max);
    if (range == null) {
      throw call.invalid("minima of %s, maxima of %s", min, max);
    }
    if (axis < 0 || !in.hasKnownRank()) {
      return in;
    }
    if (axis >= in.rank()) {
      throw call.invalid("axis %d does not exist in %s", axis, in);
    }
    if (Dims.merged(Shape.of(in.dim((int) axis)), range) == null) {
      throw call.invalid("ranges of %s for axis %d of %s", range, axis, in);
    }
    return in;
  }

  /** Where the elements of each slice along the axis are. */
  private record Slices(int count, int inner) {
    static Slices of(KernelCall call, Shape shape) {
      int axis = call.<Long>attr("axis").intValue();
      if (axis < -1 || axis >= shape.rank()) {
        throw call.invalid("axis %d does not exist in %s", axis, shape);
      }
      return axis < 0
          ? new Slices(1, 1)
          : new Slices((int) shape.dim(axis), (int) Dims.product(shape, axis + 1, shape.rank()));
    }

    int slice(int element) {
      return count == 1 ? 0 : element / inner % count;
    }
  }

  private static EagerTensor compute(KernelCall call, long bits, boolean halfUp) {
    EagerTensor in = call.input(0);
    boolean signed = call.<Boolean>attr("signed_input");
    if (bits < 1 || bits > (signed ? 62 : 63)) {
      throw call.invalid("num_bits is %d", bits);
    }
    Slices slices = Slices.of(call, in.shape());
    double[] x = ElementArrays.doubles(in);
    double[] min = new double[slices.count];
    double[] max = new double[slices.count];
    boolean given = call.<Boolean>attr("range_given");
    if (given) {
      double[] low = ElementArrays.doubles(call.input(1));
      double[] high = ElementArrays.doubles(call.input(2));
      if (low.length != min.length || high.length != max.length) {
        throw call.invalid("%d ranges for %d slices", low.length, min.length);
      }
      for (int i = 0; i < min.length; i++) {
        if (low[i] > high[i]) {
          throw call.invalid("input_min %s is above input_max %s", low[i], high[i]);
        }
        min[i] = low[i];
        max[i] = high[i];
      }
    } else {
      Arrays.fill(min, Double.POSITIVE_INFINITY);
      Arrays.fill(max, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < x.length; i++) {
        int s = slices.slice(i);
        min[s] = Math.min(min[s], x[i]);
        max[s] = Math.max(max[s], x[i]);
      }
    }
    DType dtype = in.dtype();
    long lowest = !signed ? 0 : -(1L << (bits - 1)) + (call.<Boolean>attr("narrow_range") ? 1 : 0);
    long highest = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    double[] scale = new double[min.length];
    double[] inverse = new double[min.length];
    for (int i = 0; i < min.length; i++) {
      double huge = dtype == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
      double fromMin = lowest * min[i] > 0 ? round(dtype, lowest / min[i]) : huge;
      double fromMax = highest * max[i] > 0 ? round(dtype, highest / max[i]) : huge;
      if (fromMin < fromMax) {
        scale[i] = fromMin;
        inverse[i] = round(dtype, min[i] / lowest);
        max[i] = round(dtype, highest * inverse[i]);
      } else {
        scale[i] = fromMax;
        inverse[i] = round(dtype, max[i] / highest);
        min[i] = round(dtype, lowest * inverse[i]);
      }
    }
    for (int i = 0; i < x.length; i++) {
      int s = slices.slice(i);
      double value = given ? Math.max(Math.min(x[i], max[s]), min[s]) : x[i];
      double step = round(dtype, value * scale[s]);
      step = halfUp ? Math.floor(round(dtype, step + .5)) : Math.rint(step);
      x[i] = step * inverse[s];
    }
    return ElementArrays.tensor(dtype, in.shape(), x);
  }

  private static double round(DType dtype, double x) {
    return dtype == DType.FLOAT64 ? x : (float) x;
  }

  private static List<EagerTensor> back(KernelCall call) {
    EagerTensor in = call.input(1);
    if (!call.input(0).shape().equals(in.shape())) {
      throw call.invalid("gradients of %s for inputs of %s", call.input(0).shape(), in.shape());
    }
    Slices slices = Slices.of(call, in.shape());
    double[] dy = ElementArrays.doubles(call.input(0));
    double[] x = ElementArrays.doubles(in);
    double[] min = ElementArrays.doubles(call.input(2));
    double[] max = ElementArrays.doubles(call.input(3));
    if (min.length != slices.count || max.length != slices.count) {
      throw call.invalid("%d ranges for %d slices", min.length, slices.count);
    }
    for (int i = 0; i < x.length; i++) {
      int s = slices.slice(i);
      dy[i] = x[i] >= min[s] && x[i] <= max[s] ? dy[i] : 0;
    }
    Shape range = call.input(2).shape();
    return List.of(
        ElementArrays.tensor(in.dtype(), in.shape(), dy),
        ElementArrays.tensor(in.dtype(), range, new double[min.length]),
        ElementArrays.tensor(in.dtype(), range, new double[min.length]));
  }

  /** As if nothing had been rounded. */
  private static List<@Nullable Operand> straight(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    List<@Nullable Operand> all = new ArrayList<>();
    all.add(dys.get(0));
    for (int i = 1; i < call.numInputs(); i++) {
      all.add(null);
    }
    return all;
  }

  private static List<@Nullable Operand> within(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    List<? extends Tensor> all =
        Formula.node(
                "QuantizeAndDequantizeV4Grad",
                Attrs.of("axis", call.<Long>attr("axis")),
                Objects.requireNonNull(dys.get(0)),
                call.input(0),
                call.input(1),
                call.input(2))
            .outputs();
    return Arrays.asList(all.get(0), all.get(1), all.get(2));
  }
}
