package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.ConvOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and pooling as programs call them: strides, windows and dilations as one number, one
 * for each spatial dimension, or one for each dimension.
 */
public final class Sliding {
  private Sliding() {}

  /** Counterpart: {@code tf.nn.conv2d}. */
  public static Tensor conv2d(
      Object input, Object filters, long[] strides, String padding, OpOption... options) {
    return convolved("Conv2D", 2, input, filters, strides, padding, options);
  }

  /** Counterpart: {@code tf.nn.conv3d}. */
  public static Tensor conv3d(
      Object input, Object filters, long[] strides, String padding, OpOption... options) {
    return convolved("Conv3D", 3, input, filters, strides, padding, options);
  }

  private static Tensor convolved(
      String op,
      int spatial,
      Object input,
      Object filters,
      long[] strides,
      String padding,
      OpOption... options) {
    Tensor x = ToTensor.of(input, null, "input");
    Tensor w = ToTensor.of(filters, x.dtype(), "filter");
    return run(
        op, Named.find(options), attrs(spatial, strides, padding, true, options), List.of(x, w));
  }

  /** Counterpart: {@code tf.nn.depthwise_conv2d}. */
  public static Tensor depthwiseConv2d(
      Object input, Object filter, long[] strides, String padding, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "depthwise"))) {
      Tensor x = ToTensor.of(input, null, "tensor_in");
      Tensor w = ToTensor.of(filter, x.dtype(), "filter_in");
      return run(
          "DepthwiseConv2dNative",
          scope.name(),
          attrs(2, strides, padding, true, options),
          List.of(x, w));
    }
  }

  /** Counterpart: {@code tf.nn.separable_conv2d}. */
  public static Tensor separableConv2d(
      Object input,
      Object depthwiseFilter,
      Object pointwiseFilter,
      long[] strides,
      String padding,
      OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "separable_conv2d"))) {
      Tensor x = ToTensor.of(input, null, "tensor_in");
      Tensor depthwise = ToTensor.of(depthwiseFilter, x.dtype(), "depthwise_filter");
      Tensor pointwise = ToTensor.of(pointwiseFilter, x.dtype(), "pointwise_filter");
      Tensor between =
          run(
              "DepthwiseConv2dNative",
              "depthwise",
              attrs(2, strides, padding, true, options),
              List.of(x, depthwise));
      OpOption[] plain = {ConvOption.dataFormat(format(2, options))};
      return run(
          "Conv2D",
          scope.name(),
          attrs(2, new long[] {1}, "VALID", true, plain),
          List.of(between, pointwise));
    }
  }

  /** Counterpart: {@code tf.nn.conv2d_transpose}. */
  public static Tensor conv2dTranspose(
      Object input,
      Object filters,
      Object outputShape,
      long[] strides,
      String padding,
      OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "conv2d_transpose"))) {
      Tensor sizes = ToTensor.beside(DType.INT32, outputShape, "input_sizes");
      Tensor x = ToTensor.of(input, null, "out_backprop");
      Tensor w = ToTensor.of(filters, x.dtype(), "filter");
      return run(
          "Conv2DBackpropInput",
          scope.name(),
          attrs(2, strides, padding, true, options),
          List.of(sizes, w, x));
    }
  }

  /** Counterpart: {@code tf.nn.max_pool2d}. */
  public static Tensor maxPool2d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return pooled("MaxPool", "MaxPool2d", "input", input, 2, ksize, strides, padding, options);
  }

  /** Counterpart: {@code tf.compat.v1.nn.max_pool}. */
  public static Tensor maxPool(
      Object value, long[] ksize, long[] strides, String padding, OpOption... options) {
    return pooled("MaxPool", "MaxPool", "input", value, 2, ksize, strides, padding, options);
  }

  /** Counterpart: {@code tf.compat.v1.nn.avg_pool}. */
  public static Tensor avgPool(
      Object value, long[] ksize, long[] strides, String padding, OpOption... options) {
    return pooled("AvgPool", "AvgPool", "value", value, 2, ksize, strides, padding, options);
  }

  public static Tensor maxPool3d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return pooled("MaxPool3D", "MaxPool3D", "input", input, 3, ksize, strides, padding, options);
  }

  public static Tensor avgPool3d(
      Object input, long[] ksize, long[] strides, String padding, OpOption... options) {
    return pooled("AvgPool3D", "AvgPool3D", "input", input, 3, ksize, strides, padding, options);
  }

  private static Tensor pooled(
      String op,
      String defaultName,
      String inputName,
      Object input,
      int spatial,
      long[] ksize,
      long[] strides,
      String padding,
      OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, defaultName))) {
      Tensor x = ToTensor.of(input, null, inputName);
      Attrs attrs =
          attrs(spatial, strides, padding, false, options)
              .with("ksize", spread(ksize, spatial, format(spatial, options)));
      return run(op, scope.name(), attrs, List.of(x));
    }
  }

  private static Tensor run(
      String op, @Nullable String name, Attrs attrs, List<? extends Operand> inputs) {
    return StandardOps.run(op, name, attrs, inputs).output(0);
  }

  private static Attrs attrs(
      int spatial, long[] strides, String padding, boolean dilated, OpOption... options) {
    String format = format(spatial, options);
    Attrs attrs =
        Attrs.of(
            "strides", spread(strides, spatial, format),
            "padding", padding,
            "data_format", format);
    for (OpOption option : options) {
      if (option instanceof ConvOption.Dilations dilations && dilated) {
        long[] numbers = dilations.value().stream().mapToLong(Long::longValue).toArray();
        attrs = attrs.with("dilations", spread(numbers, spatial, format));
      }
    }
    return attrs;
  }

  private static String format(int spatial, OpOption... options) {
    String format = spatial == 3 ? "NDHWC" : "NHWC";
    for (OpOption option : options) {
      format = option instanceof ConvOption.DataFormat given ? given.value() : format;
    }
    return format;
  }

  /** One number for each dimension of the images. */
  private static List<Long> spread(long[] numbers, int spatial, String format) {
    int rank = spatial + 2;
    if (numbers.length != 1 && numbers.length != spatial && numbers.length != rank) {
      throw new IllegalArgumentException(
          "1, %d or %d numbers are needed, given %d".formatted(spatial, rank, numbers.length));
    }
    int first = Layouts.spatial(Layouts.channelsFirst(format));
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      boolean inside = i >= first && i < first + spatial;
      all.add(
          numbers.length == rank
              ? numbers[i]
              : !inside ? 1L : numbers[numbers.length == 1 ? 0 : i - first]);
    }
    return all;
  }
}
