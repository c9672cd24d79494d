package org.ckpt4j.compat;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.layers.Layers;
import org.ckpt4j.options.LayerOption;

/** {@code tf.compat.v1.layers}: the functions; the classes are in {@code org.ckpt4j.layers}. */
public final class LayersApi {
  public Tensor dense(Object inputs, int units, LayerOption... options) {
    return Layers.dense(inputs, units, options);
  }

  public Tensor conv1d(Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return Layers.conv1d(inputs, filters, kernelSize, options);
  }

  public Tensor conv2d(Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return Layers.conv2d(inputs, filters, kernelSize, options);
  }

  public Tensor conv3d(Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return Layers.conv3d(inputs, filters, kernelSize, options);
  }

  public Tensor separableConv2d(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return Layers.separableConv2d(inputs, filters, kernelSize, options);
  }

  public Tensor conv2dTranspose(
      Object inputs, int filters, Object kernelSize, LayerOption... options) {
    return Layers.conv2dTranspose(inputs, filters, kernelSize, options);
  }

  public Tensor batchNormalization(Object inputs, LayerOption... options) {
    return Layers.batchNormalization(inputs, options);
  }

  public Tensor dropout(Object inputs, double rate, LayerOption... options) {
    return Layers.dropout(inputs, rate, options);
  }

  public Tensor maxPooling1d(Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.maxPooling1d(inputs, size, strides, options);
  }

  public Tensor maxPooling2d(Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.maxPooling2d(inputs, size, strides, options);
  }

  public Tensor maxPooling3d(Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.maxPooling3d(inputs, size, strides, options);
  }

  public Tensor averagePooling1d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.averagePooling1d(inputs, size, strides, options);
  }

  public Tensor averagePooling2d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.averagePooling2d(inputs, size, strides, options);
  }

  public Tensor averagePooling3d(
      Object inputs, Object size, Object strides, LayerOption... options) {
    return Layers.averagePooling3d(inputs, size, strides, options);
  }

  public Tensor flatten(Object inputs, LayerOption... options) {
    return Layers.flatten(inputs, options);
  }
}
