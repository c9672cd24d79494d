package org.ckpt4j.ops.nn;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Nd4jBackend;
import org.ckpt4j.framework.NewTensor;
import org.ckpt4j.ops.linalg.Dense;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution of FLOAT32 images in two dimensions by ND4J's operations, where these run on oneDNN:
 * without it matrices are faster.
 */
final class NativeConv {
  private NativeConv() {}

  static boolean serves(ConvSizes sizes, DType dtype) {
    return ConvMatrices.serves(sizes, dtype)
        && sizes.in().length == 2
        && !sizes.rule().isExplicit()
        && sizes.rule().dilation(0) == 1
        && sizes.rule().dilation(1) == 1
        && sizes.products() > 0
        && Nd4jBackend.natives() == Nd4jBackend.Natives.ONEDNN;
  }

  /** The gradient's own operation refuses some sizes of images that strides do not divide. */
  static boolean servesInputGradient(ConvSizes sizes, DType dtype) {
    return serves(sizes, dtype) && sizes.rule().stride(0) == 1 && sizes.rule().stride(1) == 1;
  }

  static EagerTensor forward(ConvSizes sizes, EagerTensor x, EagerTensor filter) {
    return run("conv2d", sizes, sizes.outShape(), Dense.of(x), Dense.of(filter));
  }

  static EagerTensor inputGradient(ConvSizes sizes, EagerTensor filter, EagerTensor dy) {
    int[] shape = new int[4];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.toIntExact(sizes.imageShape().dim(i));
    }
    try (INDArray wanted = Nd4j.createFromArray(shape)) {
      return run("deconv2d_tf", sizes, sizes.imageShape(), wanted, Dense.of(filter), Dense.of(dy));
    }
  }

  private static EagerTensor run(String op, ConvSizes sizes, Shape shape, INDArray... inputs) {
    NewTensor out = NewTensor.offHeap(DType.FLOAT32, shape);
    int same = sizes.rule().isSame() ? 1 : 0;
    Nd4j.exec(
        DynamicCustomOp.builder(op)
            .addInputs(inputs)
            .addOutputs(out.array())
            .addIntegerArguments(
                (int) sizes.size()[0],
                (int) sizes.size()[1],
                (int) sizes.rule().stride(0),
                (int) sizes.rule().stride(1),
                0,
                0,
                1,
                1,
                same,
                1,
                0)
            .build());
    return out.tensor();
  }
}
