package org.ckpt4j.ops.nn;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Chooses how a convolution is computed: the fast way where there is one, else plain loops. */
final class ConvKernels {
  private ConvKernels() {}

  static EagerTensor forward(ConvSizes sizes, EagerTensor x, EagerTensor filter) {
    if (NativeConv.serves(sizes, x.dtype())) {
      return NativeConv.forward(sizes, x, filter);
    }
    if (ConvMatrices.serves(sizes, x.dtype())) {
      return ConvMatrices.forward(sizes, x, filter);
    }
    ConvLoops loops = sizes.loops();
    return x.dtype() == DType.INT32
        ? ElementArrays.tensor(
            DType.INT32,
            sizes.outShape(),
            loops.forward(ElementArrays.longs(x), ElementArrays.longs(filter)))
        : ElementArrays.tensor(
            x.dtype(),
            sizes.outShape(),
            loops.forward(ElementArrays.doubles(x), ElementArrays.doubles(filter)));
  }

  static EagerTensor inputGradient(ConvSizes sizes, EagerTensor filter, EagerTensor dy) {
    if (NativeConv.servesInputGradient(sizes, dy.dtype())) {
      return NativeConv.inputGradient(sizes, filter, dy);
    }
    if (ConvMatrices.serves(sizes, dy.dtype())) {
      return ConvMatrices.inputGradient(sizes, filter, dy);
    }
    ConvLoops loops = sizes.loops();
    return dy.dtype() == DType.INT32
        ? ElementArrays.tensor(
            DType.INT32,
            sizes.imageShape(),
            loops.inputGradient(ElementArrays.longs(filter), ElementArrays.longs(dy)))
        : ElementArrays.tensor(
            dy.dtype(),
            sizes.imageShape(),
            loops.inputGradient(ElementArrays.doubles(filter), ElementArrays.doubles(dy)));
  }

  static EagerTensor filterGradient(
      ConvSizes sizes, EagerTensor x, EagerTensor dy, Shape filterShape) {
    if (ConvMatrices.serves(sizes, x.dtype())) {
      return ConvMatrices.filterGradient(sizes, x, dy, filterShape);
    }
    return ElementArrays.tensor(
        x.dtype(),
        filterShape,
        sizes.loops().filterGradient(ElementArrays.doubles(x), ElementArrays.doubles(dy)));
  }
}
