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
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code BiasAdd}: a vector added to the channels of a tensor; and {@code BiasAddGrad}. */
public final class BiasAdd {
  static final OpDef DEF = format(declared("BiasAdd")).gradient(BiasAdd::gradient).build();
  static final OpDef V1 = declared("BiasAddV1").gradient(BiasAdd::gradientV1).build();
  static final OpDef GRADIENT =
      format(
              OpDef.named("BiasAddGrad")
                  .inputs("out_backprop: T")
                  .outputs("output: T")
                  .allow("T", DTypeSets.numbers()))
          .infer(BiasAdd::inferGradient)
          .compute(BiasAdd::computeGradient)
          .gradient(BiasAdd::gradientOfGradient)
          .build();

  private BiasAdd() {}

  private static OpDef.Builder declared(String name) {
    return OpDef.named(name)
        .inputs("value: T", "bias: T")
        .outputs("output: T")
        .allow("T", DTypeSets.numbers())
        .infer(BiasAdd::infer)
        .compute(BiasAdd::compute);
  }

  private static OpDef.Builder format(OpDef.Builder def) {
    return def.attr("data_format", AttrKind.STRING, "NHWC").oneOf("data_format", "NHWC", "NCHW");
  }

  /** Counterpart: {@code tf.nn.bias_add}. */
  public static Tensor of(Object value, Object bias, String dataFormat, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "BiasAdd"))) {
      Tensor input = ToTensor.of(value, null, "input");
      Tensor vector = ToTensor.of(bias, input.dtype(), "bias");
      return DEF.call(
          scope.name(),
          Attrs.of("data_format", Layouts.channelsFirst(dataFormat) ? "NCHW" : "NHWC"),
          input,
          vector);
    }
  }

  private static boolean channelsFirst(@Nullable Object format) {
    return format instanceof String name && Layouts.channelsFirst(name);
  }

  private static List<Shape> infer(InferCall call) {
    Shape value = call.shape(0);
    Shape bias = call.shape(1);
    if ((value.hasKnownRank() && value.rank() < 2) || (bias.hasKnownRank() && bias.rank() != 1)) {
      throw call.invalid("a vector is added to rank 2 or more, given %s and %s", bias, value);
    }
    if (!value.hasKnownRank() || !bias.hasKnownRank()) {
      return List.of(value);
    }
    int channel = Layouts.channel(channelsFirst(call.findAttr("data_format")), value.rank());
    if (bias.dim(0) >= 0 && value.dim(channel) >= 0 && bias.dim(0) != value.dim(channel)) {
      throw call.invalid("a bias of %s does not fit the channels of %s", bias, value);
    }
    long[] dims = value.dims();
    dims[channel] = Math.max(dims[channel], bias.dim(0));
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor value = call.input(0);
    EagerTensor bias = call.input(1);
    Shape shape = value.shape();
    if (shape.rank() < 2 || bias.shape().rank() != 1) {
      throw call.invalid("a bias of %s cannot be added to %s", bias.shape(), shape);
    }
    int channel = Layouts.channel(channelsFirst(call.attrs().find("data_format")), shape.rank());
    if (shape.dim(channel) != bias.shape().dim(0)) {
      throw call.invalid("a bias of %s does not fit the channels of %s", bias.shape(), shape);
    }
    int channels = (int) shape.dim(channel);
    int inner = inner(shape, channel);
    DType dtype = value.dtype();
    if (dtype == DType.FLOAT32 && inner == 1 && channels > 0) {
      return BiasRows.add(value, bias, channels);
    }
    if (dtype == DType.FLOAT32) {
      float[] y = ElementArrays.floats(value);
      float[] b = ElementArrays.floats(bias);
      for (int i = 0; i < y.length; i++) {
        y[i] += b[i / inner % channels];
      }
      return ElementArrays.tensor(shape, y);
    }
    if (dtype.isFloating()) {
      double[] y = ElementArrays.doubles(value);
      double[] b = ElementArrays.doubles(bias);
      for (int i = 0; i < y.length; i++) {
        y[i] += b[i / inner % channels];
      }
      return ElementArrays.tensor(dtype, shape, y);
    }
    if (dtype.isComplex()) {
      double[] y = ElementArrays.complex(value);
      double[] b = ElementArrays.complex(bias);
      for (int i = 0; i < y.length; i++) {
        y[i] += b[2 * (i / 2 / inner % channels) + i % 2];
      }
      return ElementArrays.complexTensor(dtype, shape, y);
    }
    long[] y = ElementArrays.longs(value);
    long[] b = ElementArrays.longs(bias);
    for (int i = 0; i < y.length; i++) {
      y[i] += b[i / inner % channels];
    }
    return ElementArrays.tensor(dtype, shape, y);
  }

  private static int inner(Shape shape, int channel) {
    long inner = 1;
    for (int i = channel + 1; i < shape.rank(); i++) {
      inner *= shape.dim(i);
    }
    return Math.toIntExact(Math.max(inner, 1));
  }

  private static List<Shape> inferGradient(InferCall call) {
    Shape dy = call.shape(0);
    if (!dy.hasKnownRank()) {
      return List.of(Shape.of(Shape.UNKNOWN_SIZE));
    }
    if (dy.rank() < 2) {
      throw call.invalid("rank 2 or more is needed, given shape %s", dy);
    }
    return List.of(
        Shape.of(dy.dim(Layouts.channel(channelsFirst(call.findAttr("data_format")), dy.rank()))));
  }

  private static EagerTensor computeGradient(KernelCall call) {
    EagerTensor dy = call.input(0);
    Shape shape = dy.shape();
    if (shape.rank() < 2) {
      throw call.invalid("rank 2 or more is needed, given shape %s", shape);
    }
    int channel = Layouts.channel(channelsFirst(call.attrs().find("data_format")), shape.rank());
    int channels = (int) shape.dim(channel);
    int inner = inner(shape, channel);
    Shape out = Shape.of(channels);
    DType dtype = dy.dtype();
    if (dtype == DType.FLOAT32 && inner == 1 && channels > 0) {
      return ElementArrays.tensor(dtype, out, BiasRows.sums(dy, channels));
    }
    if (dtype.isFloating()) {
      double[] in = ElementArrays.doubles(dy);
      double[] sums = new double[channels];
      for (int i = 0; i < in.length; i++) {
        sums[i / inner % channels] += in[i];
      }
      return ElementArrays.tensor(dtype, out, sums);
    }
    if (dtype.isComplex()) {
      double[] in = ElementArrays.complex(dy);
      double[] sums = new double[2 * channels];
      for (int i = 0; i < in.length; i++) {
        sums[2 * (i / 2 / inner % channels) + i % 2] += in[i];
      }
      return ElementArrays.complexTensor(dtype, out, sums);
    }
    long[] in = ElementArrays.longs(dy);
    long[] sums = new long[channels];
    for (int i = 0; i < in.length; i++) {
      sums[i / inner % channels] += in[i];
    }
    return ElementArrays.tensor(dtype, out, sums);
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    return Arrays.asList(dy, GRADIENT.call(Attrs.of("data_format", call.attr("data_format")), dy));
  }

  private static List<@Nullable Operand> gradientV1(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    return Arrays.asList(dy, GRADIENT.call(Attrs.none(), dy));
  }

  private static List<@Nullable Operand> gradientOfGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor grad = Objects.requireNonNull(dys.get(0)).asTensor();
    Tensor x = call.input(0);
    int rank = x.shape().rank();
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    int channel = Layouts.channel(channelsFirst(call.attr("data_format")), rank);
    ones[channel] = -1;
    return Arrays.asList(
        Formula.op("BroadcastTo", Formula.reshape(grad, Formula.ints(ones)), Formula.shape(x)));
  }
}
