package org.ckpt4j.layers;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** One row for each example. Counterpart: {@code tf.compat.v1.layers.Flatten}. */
public final class Flatten extends Layer {
  private final boolean channelsFirst;

  public Flatten(LayerOption... options) {
    this(new LayerArguments(options, "data_format"));
  }

  private Flatten(LayerArguments arguments) {
    super(arguments);
    channelsFirst = arguments.channelsFirst();
  }

  @Override
  protected Tensor call(Tensor given) {
    Shape before = given.shape();
    if (!before.hasKnownRank()) {
      throw new IllegalArgumentException(
          "Flatten needs inputs of known rank; set the shape of \"%s\"".formatted(given.name()));
    }
    if (before.rank() == 1) {
      return StandardOps.call("ExpandDims", given, ToTensor.of(-1, DType.INT32, "ExpandDims/dim"));
    }
    Tensor input = channelsFirst && before.rank() > 2 ? channelsLast(given) : given;
    Shape shape = input.shape();
    long[] dims = shape.dims();
    long row = 1;
    for (int i = 1; i < dims.length; i++) {
      row = dims[i] < 0 || row < 0 ? -1 : row * dims[i];
    }
    if (row >= 0) {
      return Reshape.of(input, target((int) dims[0], (int) row));
    }
    if (dims[0] >= 0) {
      return Reshape.of(input, target((int) dims[0], -1));
    }
    Tensor batch = StridedSlice.at(ShapeOp.of(input), 0);
    return Reshape.of(input, Pack.of(List.of(batch, -1), 0));
  }

  private static Tensor target(int rows, int columns) {
    return ToTensor.of(new int[] {rows, columns}, DType.INT32, "Const");
  }

  private static Tensor channelsLast(Tensor input) {
    int rank = input.shape().rank();
    int[] order = new int[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = i == rank - 1 ? 1 : i + 1;
    }
    Tensor perm = ToTensor.of(order, DType.INT32, "transpose/perm");
    return StandardOps.run("Transpose", "transpose", Attrs.none(), List.of(input, perm)).output(0);
  }
}
