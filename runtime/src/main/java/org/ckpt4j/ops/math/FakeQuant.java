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
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code FakeQuantWithMinMaxArgs}, {@code …Vars}, {@code …VarsPerChannel} and their gradients:
 * floats rounded to the steps of a range, as quantized inference will have them.
 */
final class FakeQuant {
  private FakeQuant() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    defs.add(
        args(OpDef.named("FakeQuantWithMinMaxArgs").inputs("inputs: float32"))
            .outputs("outputs: float32")
            .infer(call -> List.of(call.shape(0)))
            .compute(call -> rounded(call, 0, ranges(call, 0)))
            .gradient((call, dys) -> ofArgs(call, dys))
            .build());
    defs.add(
        args(OpDef.named("FakeQuantWithMinMaxArgsGradient"))
            .inputs("gradients: float32", "inputs: float32")
            .outputs("backprops: float32")
            .infer(call -> List.of(merged(call)))
            .compute(call -> back(call, ranges(call, 0)).get(0))
            .noGradient()
            .build());
    for (String channel : List.of("", "PerChannel")) {
      String name = "FakeQuantWithMinMaxVars" + channel;
      int rank = channel.isEmpty() ? 0 : 1;
      defs.add(
          common(OpDef.named(name).inputs("inputs: float32", "min: float32", "max: float32"))
              .outputs("outputs: float32")
              .infer(call -> List.of(withRange(call, 0, 1, rank)))
              .compute(call -> rounded(call, 0, ranges(call, 1)))
              .gradient((call, dys) -> ofVars(call, dys, name + "Gradient"))
              .build());
      defs.add(
          common(OpDef.named(name + "Gradient"))
              .inputs("gradients: float32", "inputs: float32", "min: float32", "max: float32")
              .outputs(
                  "backprops_wrt_input: float32",
                  "backprop_wrt_min: float32",
                  "backprop_wrt_max: float32")
              .infer(
                  call -> {
                    merged(call);
                    Shape in = withRange(call, 1, 2, rank);
                    Shape range =
                        rank == 0
                            ? Shape.scalar()
                            : in.hasKnownRank() ? Shape.of(in.dim(in.rank() - 1)) : Dims.unknown(1);
                    return List.of(in, range, range);
                  })
              .kernel(call -> back(call, ranges(call, 2)))
              .noGradient()
              .build());
    }
    return defs;
  }

  private static OpDef.Builder args(OpDef.Builder builder) {
    return common(builder).attr("min", AttrKind.FLOAT, -6f).attr("max", AttrKind.FLOAT, 6f);
  }

  private static OpDef.Builder common(OpDef.Builder builder) {
    return builder.attr("num_bits", AttrKind.INT, 8).attr("narrow_range", AttrKind.BOOL, false);
  }

  private static Shape merged(InferCall call) {
    Shape both = Dims.merged(call.shape(0), call.shape(1));
    if (both == null) {
      throw call.invalid("gradients of %s for inputs of %s", call.shape(0), call.shape(1));
    }
    return both;
  }

  private static Shape withRange(InferCall call, int input, int min, int rank) {
    Shape in = call.shape(input);
    Shape range = Dims.merged(Dims.rank(call, min, rank), Dims.rank(call, min + 1, rank));
    if (range == null) {
      throw call.invalid("min of %s, max of %s", call.shape(min), call.shape(min + 1));
    }
    if (rank == 0 || !in.hasKnownRank()) {
      return in;
    }
    Dims.atLeast(call, input, 1);
    Shape last = Dims.merged(Dims.part(in, in.rank() - 1, in.rank()), range);
    if (last == null) {
      throw call.invalid("ranges of shape %s for inputs of %s", range, in);
    }
    return Dims.with(in, in.rank() - 1, last.dim(0));
  }

  /** One range, or one for each channel; {@code input} is where min is given, 0: attributes. */
  private static FakeQuantRange[] ranges(KernelCall call, int input) {
    long bits = call.<Long>attr("num_bits");
    boolean narrow = call.<Boolean>attr("narrow_range");
    if (bits < 2 || bits > 16) {
      throw call.invalid("num_bits is %d; it is from 2 to 16", bits);
    }
    if (input == 0) {
      float min = call.<Float>attr("min");
      float max = call.<Float>attr("max");
      if (min >= max) {
        throw call.invalid("min %s is not below max %s", min, max);
      }
      return new FakeQuantRange[] {FakeQuantRange.of(min, max, bits, narrow)};
    }
    float[] min = ElementArrays.floats(call.input(input));
    float[] max = ElementArrays.floats(call.input(input + 1));
    Shape in = call.input(input - 1).shape();
    int channels =
        call.def().name().contains("PerChannel") && in.rank() > 0 ? (int) in.dim(in.rank() - 1) : 1;
    if (min.length != channels || max.length != channels) {
      throw call.invalid("%d min, %d max for %d ranges", min.length, max.length, channels);
    }
    FakeQuantRange[] ranges = new FakeQuantRange[channels];
    for (int i = 0; i < channels; i++) {
      if (min[i] > max[i]) {
        throw call.invalid("min %s is above max %s", min[i], max[i]);
      }
      ranges[i] = FakeQuantRange.of(min[i], max[i], bits, narrow);
    }
    return ranges;
  }

  private static EagerTensor rounded(KernelCall call, int input, FakeQuantRange[] ranges) {
    float[] values = ElementArrays.floats(call.input(input)).clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = ranges[i % ranges.length].nearest(values[i]);
    }
    return ElementArrays.tensor(call.input(input).shape(), values);
  }

  private static List<EagerTensor> back(KernelCall call, FakeQuantRange[] ranges) {
    EagerTensor inputs = call.input(1);
    if (!call.input(0).shape().equals(inputs.shape())) {
      throw call.invalid("gradients of %s for inputs of %s", call.input(0).shape(), inputs.shape());
    }
    float[] dy = ElementArrays.floats(call.input(0)).clone();
    float[] x = ElementArrays.floats(inputs);
    double[] low = new double[ranges.length];
    double[] high = new double[ranges.length];
    for (int i = 0; i < x.length; i++) {
      int channel = i % ranges.length;
      int side = ranges[channel].side(x[i]);
      low[channel] += side < 0 ? dy[i] : 0;
      high[channel] += side > 0 ? dy[i] : 0;
      dy[i] = side == 0 ? dy[i] : 0;
    }
    Shape range = call.numInputs() > 2 ? call.input(2).shape() : Shape.scalar();
    return List.of(
        ElementArrays.tensor(inputs.shape(), dy),
        ElementArrays.tensor(DType.FLOAT32, range, low),
        ElementArrays.tensor(DType.FLOAT32, range, high));
  }

  private static List<@Nullable Operand> ofArgs(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Attrs attrs =
        Attrs.of(
            "min", call.<Float>attr("min"),
            "max", call.<Float>attr("max"),
            "num_bits", call.<Long>attr("num_bits"),
            "narrow_range", call.<Boolean>attr("narrow_range"));
    Operand dy = Objects.requireNonNull(dys.get(0));
    return Arrays.asList(Formula.op("FakeQuantWithMinMaxArgsGradient", attrs, dy, call.input(0)));
  }

  private static List<@Nullable Operand> ofVars(
      GradientCall call, List<? extends @Nullable Operand> dys, String name) {
    Attrs attrs =
        Attrs.of(
            "num_bits", call.<Long>attr("num_bits"),
            "narrow_range", call.<Boolean>attr("narrow_range"));
    Operand dy = Objects.requireNonNull(dys.get(0));
    List<? extends Tensor> all =
        Formula.node(name, attrs, dy, call.input(0), call.input(1), call.input(2)).outputs();
    return Arrays.asList(all.get(0), all.get(1), all.get(2));
  }
}
