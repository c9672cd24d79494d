package org.ckpt4j.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over one, two or three dimensions. Variables: {@code kernel}, {@code bias}.
 * Counterparts: {@code tf.compat.v1.layers.Conv1D}, {@code Conv2D}, {@code Conv3D}.
 */
public abstract class Conv extends Layer {
  final int spatial;
  final int filters;
  final long[] kernelSize;
  final long[] strides;
  final long[] dilations;
  final String padding;
  final boolean channelsFirst;
  final LayerArguments arguments;
  private final @Nullable UnaryOperator<Tensor> activation;
  private @Nullable Operand kernel;
  private @Nullable Operand bias;

  Conv(int spatial, int filters, Object kernelSize, LayerOption[] options) {
    this(
        spatial,
        filters,
        kernelSize,
        new LayerArguments(
            options,
            "strides",
            "padding",
            "data_format",
            "dilation_rate",
            "activation",
            "use_bias",
            "depth_multiplier",
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "kernel_constraint",
            "bias_constraint",
            "depthwise_initializer",
            "pointwise_initializer",
            "depthwise_regularizer",
            "pointwise_regularizer",
            "depthwise_constraint",
            "pointwise_constraint"));
  }

  private Conv(int spatial, int filters, Object kernelSize, LayerArguments arguments) {
    super(arguments);
    this.spatial = spatial;
    this.filters = filters;
    this.arguments = arguments;
    this.kernelSize = LayerArguments.sizes(kernelSize, "kernel_size", spatial, 1);
    this.strides = arguments.sizes("strides", spatial, 1);
    this.dilations = arguments.sizes("dilation_rate", spatial, 1);
    this.padding = arguments.padding();
    this.channelsFirst = arguments.channelsFirst();
    this.activation = arguments.activation();
    if (filters <= 0) {
      throw new IllegalArgumentException("filters must be positive, not " + filters);
    }
  }

  /** The kernel; null before the first call. */
  public @Nullable Operand kernel() {
    return kernel;
  }

  /** The bias; null before the first call, or if there is none. */
  public @Nullable Operand bias() {
    return bias;
  }

  final long channels(Shape input) {
    return requireKnown(input, channelsFirst ? 1 : -1, getClass().getSimpleName());
  }

  /** The kernel's shape: sizes, input channels, filters. */
  Shape kernelShape(Shape input) {
    return kernelShape(channels(input), filters);
  }

  final Shape kernelShape(long in, long out) {
    long[] dims = java.util.Arrays.copyOf(kernelSize, spatial + 2);
    dims[spatial] = in;
    dims[spatial + 1] = out;
    return Shape.of(dims);
  }

  @Override
  protected void build(Shape input) {
    if (input.hasKnownRank() && input.rank() != spatial + 2) {
      throw new IllegalArgumentException(
          "%s takes inputs of rank %d, not of shape %s"
              .formatted(getClass().getSimpleName(), spatial + 2, input));
    }
    kernel = weight("kernel", kernelShape(input), null);
    buildBias();
  }

  final Operand weight(
      String weight, Shape shape, org.ckpt4j.variables.@Nullable Initializer otherwise) {
    String keyword = weight.endsWith("_kernel") ? weight.substring(0, weight.length() - 7) : weight;
    var first = arguments.initializer(keyword + "_initializer");
    return addWeight(
        weight,
        shape,
        first == null ? otherwise : first,
        arguments.regularizer(keyword + "_regularizer"),
        arguments.constraint(keyword + "_constraint"),
        true);
  }

  final void buildBias() {
    if (arguments.flag("use_bias", true)) {
      bias = weight("bias", Shape.of(filters), Initializers.zeros());
    }
  }

  @Override
  protected Tensor call(Tensor input) {
    Operand weights = java.util.Objects.requireNonNull(kernel);
    if (spatial == 1) {
      return finish(alongOne(input, weights.asTensor()));
    }
    return finish(convolve(input, weights.asTensor()));
  }

  // TF has no convolution over one dimension: a dimension of size 1 is put before it.
  private Tensor alongOne(Tensor input, Tensor weights) {
    int at = channelsFirst ? 2 : 1;
    try (NameScope scope = NameScope.enter("Conv1D")) {
      return alongOne(input, weights, at, scope.name());
    }
  }

  private Tensor alongOne(Tensor input, Tensor weights, int at, @Nullable String name) {
    Tensor wide =
        StandardOps.call("ExpandDims", input, ToTensor.of(at, DType.INT32, "ExpandDims/dim"));
    Tensor flat =
        StandardOps.call("ExpandDims", weights, ToTensor.of(0, DType.INT32, "ExpandDims_1/dim"));
    Tensor out =
        StandardOps.run(
                "Conv2D",
                name,
                Attrs.of(
                    "strides",
                    window(new long[] {1, strides[0]}),
                    "padding",
                    padding,
                    "data_format",
                    channelsFirst ? "NCHW" : "NHWC",
                    "dilations",
                    window(new long[] {1, dilations[0]})),
                List.of(wide, flat))
            .output(0);
    return StandardOps.run(
            "Squeeze", null, Attrs.of("squeeze_dims", List.of((long) at)), List.of(out))
        .output(0);
  }

  private Tensor convolve(Tensor input, Tensor weights) {
    return StandardOps.run(
            spatial == 3 ? "Conv3D" : "Conv2D", null, attrs(), List.of(input, weights))
        .output(0);
  }

  final Attrs attrs() {
    return Attrs.of(
        "strides",
        window(strides),
        "padding",
        padding,
        "data_format",
        format(),
        "dilations",
        window(dilations));
  }

  final String format() {
    String last = spatial == 3 ? "NDHWC" : "NHWC";
    String first = spatial == 3 ? "NCDHW" : "NCHW";
    return channelsFirst ? first : last;
  }

  /** Sizes along all dimensions of the input. */
  final List<Long> window(long[] sizes) {
    List<Long> all = new ArrayList<>();
    all.add(1L);
    if (channelsFirst) {
      all.add(1L);
    }
    for (long size : sizes) {
      all.add(size);
    }
    if (!channelsFirst) {
      all.add(1L);
    }
    return all;
  }

  final Tensor finish(Tensor convolved) {
    Tensor out = bias == null ? convolved : biasAdd(convolved, bias, channelsFirst);
    return activation == null ? out : activation.apply(out);
  }
}
