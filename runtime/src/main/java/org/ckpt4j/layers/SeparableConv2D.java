package org.ckpt4j.layers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of each channel alone, then a mixture of channels. Variables: {@code
 * depthwise_kernel}, {@code pointwise_kernel}, {@code bias}. Counterpart: {@code
 * tf.compat.v1.layers.SeparableConv2D}.
 */
public final class SeparableConv2D extends Conv {
  private @Nullable Operand depthwise;
  private @Nullable Operand pointwise;

  public SeparableConv2D(int filters, Object kernelSize, LayerOption... options) {
    super(2, filters, kernelSize, options);
  }

  @Override
  protected void build(Shape input) {
    long channels = channels(input);
    long multiplier = (long) arguments.number("depth_multiplier", 1);
    depthwise = weight("depthwise_kernel", kernelShape(channels, multiplier), null);
    pointwise = weight("pointwise_kernel", Shape.of(1, 1, channels * multiplier, filters), null);
    buildBias();
  }

  @Override
  protected Tensor call(Tensor input) {
    Tensor mixed;
    try (NameScope scope = NameScope.enter("separable_conv2d")) {
      mixed = mixed(input, scope.name());
    }
    return finish(mixed);
  }

  private Tensor mixed(Tensor input, @Nullable String name) {
    Tensor each =
        StandardOps.run(
                "DepthwiseConv2dNative",
                "depthwise",
                attrs(),
                List.of(input, java.util.Objects.requireNonNull(depthwise)))
            .output(0);
    Attrs mixing =
        Attrs.of("strides", window(new long[] {1, 1}), "padding", "VALID", "data_format", format());
    return StandardOps.run(
            "Conv2D", name, mixing, List.of(each, java.util.Objects.requireNonNull(pointwise)))
        .output(0);
  }
}
