package org.ckpt4j.layers;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * The gradient of a convolution, as a layer: it widens. Its kernel holds output channels before
 * input channels. Counterpart: {@code tf.compat.v1.layers.Conv2DTranspose}.
 */
public final class Conv2DTranspose extends Conv {
  public Conv2DTranspose(int filters, Object kernelSize, LayerOption... options) {
    super(2, filters, kernelSize, options);
  }

  @Override
  Shape kernelShape(Shape input) {
    return kernelShape(filters, channels(input));
  }

  @Override
  protected Tensor call(Tensor input) {
    Operand weights = java.util.Objects.requireNonNull(kernel());
    int first = channelsFirst ? 2 : 1;
    List<Object> sizes = new ArrayList<>();
    sizes.add(size(input, 0));
    if (channelsFirst) {
      sizes.add(filters);
    }
    for (int i = 0; i < 2; i++) {
      sizes.add(widened(size(input, first + i), i));
    }
    if (!channelsFirst) {
      sizes.add(filters);
    }
    boolean known = sizes.stream().allMatch(Integer.class::isInstance);
    Tensor shape =
        known
            ? ToTensor.of(
                sizes.stream().mapToInt(size -> (Integer) size).toArray(), DType.INT32, "stack")
            : Pack.of(sizes, 0);
    Attrs attrs = Attrs.of("strides", window(strides), "padding", padding, "data_format", format());
    Tensor out =
        StandardOps.run(
                "Conv2DBackpropInput", "conv2d_transpose", attrs, List.of(shape, weights, input))
            .output(0);
    return finish(out);
  }

  private static Object size(Tensor input, int dimension) {
    long size = input.shape().dim(dimension);
    return size >= 0 ? (Object) (int) size : StridedSlice.at(ShapeOp.of(input), dimension);
  }

  private Object widened(Object size, int i) {
    int more = padding.equals("VALID") ? (int) Math.max(kernelSize[i] - strides[i], 0) : 0;
    if (size instanceof Integer known) {
      return known * (int) strides[i] + more;
    }
    return Arithmetic.ADD.operator(Arithmetic.MUL.operator(size, (int) strides[i]), more);
  }
}
