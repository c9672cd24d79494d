package org.ckpt4j.layers;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;

/**
 * The greatest, or the mean, of each window. Counterparts: {@code MaxPooling1D} to {@code
 * AveragePooling3D} of {@code tf.compat.v1.layers}.
 */
public final class Pooling extends Layer {
  private final int spatial;
  private final boolean greatest;
  private final long[] size;
  private final long[] strides;
  private final LayerArguments arguments;

  private Pooling(
      int spatial, boolean greatest, Object size, Object strides, LayerArguments arguments) {
    super(arguments);
    this.spatial = spatial;
    this.greatest = greatest;
    this.size = LayerArguments.sizes(size, "pool_size", spatial, 2);
    this.strides = LayerArguments.sizes(strides, "strides", spatial, 1);
    this.arguments = arguments;
  }

  /**
   * The greatest of each window.
   *
   * @param spatial over how many dimensions: 1, 2 or 3
   */
  public static Pooling max(int spatial, Object size, Object strides, LayerOption... options) {
    return of(spatial, true, size, strides, options);
  }

  /** The mean of each window. */
  public static Pooling average(int spatial, Object size, Object strides, LayerOption... options) {
    return of(spatial, false, size, strides, options);
  }

  private static Pooling of(
      int spatial, boolean greatest, Object size, Object strides, LayerOption... options) {
    List<LayerOption> named = new ArrayList<>();
    named.add(
        new org.ckpt4j.options.Named(
            (greatest ? "max_pooling" : "average_pooling") + spatial + "d"));
    named.addAll(List.of(options));
    return new Pooling(
        spatial,
        greatest,
        size,
        strides,
        new LayerArguments(named.toArray(LayerOption[]::new), "padding", "data_format"));
  }

  @Override
  protected Tensor call(Tensor input) {
    boolean first = arguments.channelsFirst();
    if (spatial != 1) {
      return pool(input, size, strides, first);
    }
    int at = first ? 3 : 2;
    Tensor wide =
        StandardOps.call("ExpandDims", input, ToTensor.of(at, DType.INT32, "ExpandDims/dim"));
    Tensor pooled = pool(wide, new long[] {size[0], 1}, new long[] {strides[0], 1}, first);
    return StandardOps.run(
            "Squeeze", null, Attrs.of("squeeze_dims", List.of((long) at)), List.of(pooled))
        .output(0);
  }

  private Tensor pool(Tensor input, long[] window, long[] steps, boolean first) {
    String op = (greatest ? "MaxPool" : "AvgPool") + (spatial == 3 ? "3D" : "");
    String last = spatial == 3 ? "NDHWC" : "NHWC";
    Attrs attrs =
        Attrs.of(
            "ksize",
            wide(window, first),
            "strides",
            wide(steps, first),
            "padding",
            arguments.padding(),
            "data_format",
            first ? (spatial == 3 ? "NCDHW" : "NCHW") : last);
    return StandardOps.run(op, null, attrs, List.of(input)).output(0);
  }

  private static List<Long> wide(long[] sizes, boolean first) {
    List<Long> all = new ArrayList<>(List.of(1L));
    if (first) {
      all.add(1L);
    }
    for (long size : sizes) {
      all.add(size);
    }
    if (!first) {
      all.add(1L);
    }
    return all;
  }
}
