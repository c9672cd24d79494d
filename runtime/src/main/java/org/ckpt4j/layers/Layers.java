package org.ckpt4j.layers;

import java.util.function.UnaryOperator;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.jspecify.annotations.Nullable;

/**
 * Layers as functions: each call makes a layer and applies it. With a name and {@code reuse(true)}
 * it takes the variables that an earlier call of that name made.
 */
public final class Layers {
  private Layers() {}

  /** What a layer does with its outputs, as an option of the layers that have an activation. */
  public static LayerOption activation(UnaryOperator<Tensor> function) {
    return LayerOption.parameter("activation", function);
  }

  private static Tensor apply(Layer layer, Object inputs, LayerOption... options) {
    @Nullable String name = null;
    for (LayerOption option : options) {
      name = option instanceof Named named ? named.name() : name;
    }
    return layer.withScope(name).apply(inputs);
  }

  public static Tensor dense(Object inputs, int units, LayerOption... options) {
    return apply(new Dense(units, options), inputs, options);
  }

  public static Tensor conv1d(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return apply(new Conv1D(filters, kernelSize, options), inputs, options);
  }

  public static Tensor conv2d(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return apply(new Conv2D(filters, kernelSize, options), inputs, options);
  }

  public static Tensor conv3d(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return apply(new Conv3D(filters, kernelSize, options), inputs, options);
  }

  public static Tensor separableConv2d(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return apply(new SeparableConv2D(filters, kernelSize, options), inputs, options);
  }

  public static Tensor conv2dTranspose(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return apply(new Conv2DTranspose(filters, kernelSize, options), inputs, options);
  }

  public static Tensor batchNormalization(Object inputs, LayerOption... options) {
    return apply(new BatchNormalization(options), inputs, options);
  }

  public static Tensor dropout(Object inputs, double rate, LayerOption... options) {
    return new Dropout(rate, options).apply(inputs);
  }

  public static Tensor maxPooling1d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.max(1, size, strides, options).apply(inputs);
  }

  public static Tensor maxPooling2d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.max(2, size, strides, options).apply(inputs);
  }

  public static Tensor maxPooling3d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.max(3, size, strides, options).apply(inputs);
  }

  public static Tensor averagePooling1d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.average(1, size, strides, options).apply(inputs);
  }

  public static Tensor averagePooling2d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.average(2, size, strides, options).apply(inputs);
  }

  public static Tensor averagePooling3d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Pooling.average(3, size, strides, options).apply(inputs);
  }

  public static Tensor flatten(Object inputs, LayerOption... options) {
    return new Flatten(options).apply(inputs);
  }
}
