package org.ckpt4j.ops.nn;

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
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code FusedBatchNorm}, its later versions and their gradients, one row each: channels are made
 * to have mean 0 and variance 1, then scaled and shifted.
 */
enum FusedBatchNorm {
  V1("", "T", 5),
  V2("V2", "U", 5),
  V3("V3", "U", 6);

  private static final float EPSILON = 1e-4f;

  private final int outputs;
  private final OpDef def;
  private final OpDef gradient;

  FusedBatchNorm(String version, String u, int outputs) {
    this.outputs = outputs;
    List<String> out = new ArrayList<>(List.of("y: T"));
    List<String> in = new ArrayList<>(List.of("y_backprop: T", "x: T"));
    in.add(u.equals("T") ? "scale: T" : "scale: float32");
    for (String name : List.of("batch_mean", "batch_variance")) {
      out.add(name + ": " + u);
    }
    for (int i = 1; i <= outputs - 3; i++) {
      out.add("reserve_space_" + i + ": " + u);
      in.add("reserve_space_" + i + ": " + u);
    }
    this.def =
        attrs(
                OpDef.named("FusedBatchNorm" + version)
                    .inputs("x: T", "scale: " + u, "offset: " + u, "mean: " + u, "variance: " + u)
                    .outputs(out.toArray(String[]::new))
                    .attr("exponential_avg_factor", AttrKind.FLOAT, 1f))
            .infer(this::infer)
            .kernel(this::compute)
            .gradient(this::gradientOfNorm)
            .build();
    this.gradient =
        attrs(
                OpDef.named("FusedBatchNormGrad" + version)
                    .inputs(in.toArray(String[]::new))
                    .outputs(
                        "x_backprop: T",
                        "scale_backprop: " + u,
                        "offset_backprop: " + u,
                        "reserve_space_" + (outputs - 2) + ": " + u,
                        "reserve_space_" + (outputs - 1) + ": " + u))
            .infer(FusedBatchNorm::inferGradient)
            .kernel(FusedBatchNorm::computeGradient)
            .gradient(BatchNormSecond::gradient)
            .build();
  }

  private OpDef.Builder attrs(OpDef.Builder def) {
    boolean first = outputs == 5 && name().equals("V1");
    boolean third = outputs == 6;
    if (first) {
      def.allow("T", DType.FLOAT32);
    } else {
      def.allow("T", DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32)
          .attr("U", AttrKind.TYPE)
          .allow("U", DType.FLOAT32);
    }
    def.attr("epsilon", AttrKind.FLOAT, EPSILON)
        .attr("data_format", AttrKind.STRING, "NHWC")
        .attr("is_training", AttrKind.BOOL, true);
    return third
        ? def.oneOf("data_format", "NHWC", "NCHW", "NDHWC", "NCDHW")
        : def.oneOf("data_format", "NHWC", "NCHW");
  }

  static List<OpDef> defs() {
    return Arrays.stream(values()).flatMap(row -> List.of(row.def, row.gradient).stream()).toList();
  }

  OpDef def() {
    return def;
  }

  private static int rank(String dataFormat) {
    return dataFormat.length();
  }

  /** The number of channels, as far as inputs agree on it. */
  private static long channels(InferCall call, Shape x, int... vectors) {
    String format = call.attr("data_format");
    if (x.hasKnownRank() && x.rank() != rank(format)) {
      throw call.invalid("images of layout %s, given shape %s", format, x);
    }
    long channels =
        x.hasKnownRank()
            ? x.dim(Layouts.channel(Layouts.channelsFirst(format), x.rank()))
            : Shape.UNKNOWN_SIZE;
    for (int input : vectors) {
      Shape vector = call.shape(input);
      if (!vector.hasKnownRank()) {
        continue;
      }
      if (vector.rank() != 1) {
        throw call.invalid("input %d must be a vector, given shape %s", input, vector);
      }
      if (channels >= 0 && vector.dim(0) >= 0 && vector.dim(0) != channels) {
        throw call.invalid("%d channels, but input %d has %d", channels, input, vector.dim(0));
      }
      channels = Math.max(channels, vector.dim(0));
    }
    return channels;
  }

  private List<Shape> infer(InferCall call) {
    boolean training = call.<Boolean>attr("is_training");
    Shape x = call.shape(0);
    long channels = training ? channels(call, x, 1, 2) : channels(call, x, 1, 2, 3, 4);
    List<Shape> shapes = new ArrayList<>();
    shapes.add(withChannels(x, channels, call.attr("data_format")));
    for (int i = 1; i < 5; i++) {
      shapes.add(Shape.of(channels));
    }
    if (outputs == 6) {
      shapes.add(Shape.unknown());
    }
    return shapes;
  }

  private static Shape withChannels(Shape x, long channels, String format) {
    if (!x.hasKnownRank()) {
      long[] unknown = new long[rank(format)];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      unknown[Layouts.channel(Layouts.channelsFirst(format), unknown.length)] = channels;
      return Shape.of(unknown);
    }
    long[] dims = x.dims();
    dims[Layouts.channel(Layouts.channelsFirst(format), dims.length)] = channels;
    return Shape.of(dims);
  }

  // In float, step by step as TensorFlow computes it: its results are met to the last bit.
  private List<EagerTensor> compute(KernelCall call) {
    String format = call.attr("data_format");
    boolean training = call.<Boolean>attr("is_training");
    boolean first = Layouts.channelsFirst(format);
    if (call.input(0).shape().rank() != rank(format)) {
      throw call.invalid("images of layout %s, given %s", format, call.input(0).shape());
    }
    EagerTensor x = Layouts.toLast(call.input(0), first);
    int channels = Math.toIntExact(x.shape().dim(x.shape().rank() - 1));
    float factor = call.<Float>attr("exponential_avg_factor");
    float[] scale = floats(call, 1, channels);
    float[] offset = floats(call, 2, channels);
    boolean old = !training || factor != 1;
    float[] givenMean = old ? floats(call, 3, channels) : new float[channels];
    float[] givenVariance = old ? floats(call, 4, channels) : new float[channels];
    float epsilon = call.<Float>attr("epsilon");
    float[] values = floats(x);
    BatchMoments moments =
        training
            ? BatchMoments.of(values, channels)
            : new BatchMoments(givenMean, givenVariance, values.length / Math.max(channels, 1));
    float[] factors = new float[channels];
    for (int c = 0; c < channels; c++) {
      factors[c] = (float) (1 / Math.sqrt(moments.variance()[c] + epsilon)) * scale[c];
    }
    float[] centers = moments.mean();
    for (int i = 0; i < values.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        values[i + c] = (values[i + c] - centers[c]) * factors[c] + offset[c];
      }
    }
    List<EagerTensor> out = new ArrayList<>();
    out.add(Layouts.fromLast(tensor(x.dtype(), x.shape(), values), first));
    float[] mean = moments.mean().clone();
    float[] variance = moments.variance().clone();
    if (training) {
      float n = moments.count();
      float adjust = n / Math.max(n - 1, 1);
      for (int c = 0; c < channels; c++) {
        float unbiased = variance[c] * adjust;
        mean[c] = factor == 1 ? mean[c] : (1 - factor) * givenMean[c] + factor * mean[c];
        variance[c] = factor == 1 ? unbiased : (1 - factor) * givenVariance[c] + factor * unbiased;
      }
    }
    DType u = call.input(1).dtype();
    for (float[] numbers : List.of(mean, variance, moments.mean(), moments.variance())) {
      out.add(tensor(u, Shape.of(channels), numbers));
    }
    if (outputs == 6) {
      out.add(ElementArrays.scalar(u, 0)); // what a GPU would keep for the gradient
    }
    return out;
  }

  private static float[] floats(KernelCall call, int input, int channels) {
    float[] vector = floats(call.input(input));
    if (vector.length != channels) {
      throw call.invalid("%d channels, but input %d has %d", channels, input, vector.length);
    }
    return vector;
  }

  private static float[] floats(EagerTensor tensor) {
    if (tensor.dtype() == DType.FLOAT32) {
      return ElementArrays.floats(tensor);
    }
    double[] wide = ElementArrays.doubles(tensor);
    float[] values = new float[wide.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) wide[i];
    }
    return values;
  }

  private static EagerTensor tensor(DType dtype, Shape shape, float[] values) {
    if (dtype == DType.FLOAT32) {
      return ElementArrays.tensor(shape, values);
    }
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return ElementArrays.tensor(dtype, shape, wide);
  }

  private static double[] vector(KernelCall call, int input, int channels) {
    double[] vector = ElementArrays.doubles(call.input(input));
    if (vector.length != channels) {
      throw call.invalid("%d channels, but input %d has %d", channels, input, vector.length);
    }
    return vector;
  }

  private static List<Shape> inferGradient(InferCall call) {
    boolean training = call.<Boolean>attr("is_training");
    Shape x = call.shape(1);
    channels(call, call.shape(0));
    long channels = training ? channels(call, x, 2) : channels(call, x, 2, 3, 4);
    return List.of(
        withChannels(x, channels, call.attr("data_format")),
        Shape.of(channels),
        Shape.of(channels),
        Shape.of(0),
        Shape.of(0));
  }

  private static List<EagerTensor> computeGradient(KernelCall call) {
    String format = call.attr("data_format");
    boolean first = Layouts.channelsFirst(format);
    EagerTensor given = call.input(1);
    if (given.shape().rank() != rank(format) || !given.shape().equals(call.input(0).shape())) {
      throw call.invalid("gradient %s of images %s", call.input(0).shape(), given.shape());
    }
    EagerTensor x = Layouts.toLast(given, first);
    int channels = Math.toIntExact(x.shape().dim(x.shape().rank() - 1));
    double[] dy = ElementArrays.doubles(Layouts.toLast(call.input(0), first));
    double[] values = ElementArrays.doubles(x);
    double[] scale = vector(call, 2, channels);
    double[] mean = vector(call, 3, channels);
    double[] variance = vector(call, 4, channels);
    double epsilon = call.<Float>attr("epsilon");
    double[] dScale = new double[channels];
    double[] dOffset = new double[channels];
    for (int i = 0; i < values.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        dOffset[c] += dy[i + c];
        dScale[c] += dy[i + c] * (values[i + c] - mean[c]);
      }
    }
    boolean training = call.<Boolean>attr("is_training");
    double n = (double) values.length / Math.max(channels, 1);
    double[] inverse = new double[channels];
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(variance[c] + epsilon);
    }
    double[] dx = new double[values.length];
    for (int i = 0; i < values.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        double centered = values[i + c] - mean[c];
        double inner =
            training
                ? dy[i + c] - dOffset[c] / n - centered * inverse[c] * inverse[c] * dScale[c] / n
                : dy[i + c];
        dx[i + c] = scale[c] * inverse[c] * inner;
      }
    }
    for (int c = 0; c < channels; c++) {
      dScale[c] *= inverse[c];
    }
    DType u = call.input(3).dtype();
    Shape vector = Shape.of(channels);
    EagerTensor none = ElementArrays.tensor(u, Shape.of(0), new double[0]);
    return List.of(
        Layouts.fromLast(ElementArrays.tensor(x.dtype(), x.shape(), dx), first),
        ElementArrays.tensor(u, vector, dScale),
        ElementArrays.tensor(u, vector, dOffset),
        none,
        none);
  }

  private List<@Nullable Operand> gradientOfNorm(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = dys.get(0);
    if (dy == null) {
      return Arrays.asList(null, null, null, null, null);
    }
    boolean training = call.<Boolean>attr("is_training");
    Attrs attrs =
        Attrs.of(
            "epsilon", call.attr("epsilon"),
            "data_format", call.attr("data_format"),
            "is_training", training);
    Tensor mean = training ? call.output(3) : call.input(3);
    Tensor variance = training ? call.output(4) : call.input(4);
    List<Operand> inputs =
        new ArrayList<>(List.of(dy, call.input(0), call.input(1), mean, variance));
    if (outputs == 6) {
      inputs.add(call.output(5));
    }
    Node node = Formula.node(gradient.name(), attrs, inputs.toArray(Operand[]::new));
    return Arrays.asList(node.output(0), node.output(1), node.output(2), null, null);
  }

  static Operand orZero(@Nullable Operand operand, Operand like) {
    return operand == null ? Formula.zerosLike(like) : Objects.requireNonNull(operand);
  }
}
