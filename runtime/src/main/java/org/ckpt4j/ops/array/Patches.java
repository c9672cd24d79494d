package org.ckpt4j.ops.array;

import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.Shape;

/**
 * The pixels under a window that moves over images, side by side: batch, rows, columns, channels.
 */
public record Patches(Side down, Side across) {
  /**
   * The window along one side.
   *
   * @param rate how far apart its pixels lie
   * @param same whether it goes beyond the edges, so that there is a patch for every stride
   */
  public record Side(long size, long stride, long rate, boolean same) {
    private long span() {
      return (size - 1) * rate + 1;
    }

    private long count(long pixels) {
      if (pixels < 0) {
        return pixels;
      }
      return same
          ? (pixels + stride - 1) / stride
          : Math.max(0, (pixels - span()) / stride + (pixels >= span() ? 1 : 0));
    }

    private long before(long pixels) {
      return same ? Math.max(0, (count(pixels) - 1) * stride + span() - pixels) / 2 : 0;
    }
  }

  /** The shape of the patches of images of this shape. */
  public Shape shape(Shape in) {
    long channels = in.dim(3) < 0 ? in.dim(3) : in.dim(3) * down.size * across.size;
    return Shape.of(in.dim(0), down.count(in.dim(1)), across.count(in.dim(2)), channels);
  }

  /** The patches; what lies beyond the edges is zero. */
  public EagerTensor of(EagerTensor in) {
    Shape from = in.shape();
    Shape to = shape(from);
    long channels = from.dim(3);
    Assembly out = new Assembly(in.dtype(), to).from(in);
    long[] fromSteps = Dims.strides(from);
    long[] toSteps = Dims.strides(to);
    long[] steps = {fromSteps[0], fromSteps[1] * down.stride, fromSteps[2] * across.stride, 1};
    for (long i = 0; i < down.size; i++) {
      for (long k = 0; k < across.size; k++) {
        long[] rows = inside(down, i, from.dim(1), to.dim(1));
        long[] columns = inside(across, k, from.dim(2), to.dim(2));
        long[] box = {from.dim(0), rows[1], columns[1], channels};
        long first = rows[2] * fromSteps[1] + columns[2] * fromSteps[2];
        long target =
            rows[0] * toSteps[1] + columns[0] * toSteps[2] + (i * across.size + k) * channels;
        out.box(box, first, steps, target, toSteps);
      }
    }
    return out.tensor();
  }

  /** The first patch whose pixel {@code i} lies inside, how many do, and where the first lies. */
  private static long[] inside(Side side, long i, long pixels, long count) {
    long offset = i * side.rate - side.before(pixels);
    long first = offset >= 0 ? 0 : (-offset + side.stride - 1) / side.stride;
    long last = Math.min(Math.floorDiv(pixels - 1 - offset, side.stride), count - 1);
    return new long[] {first, Math.max(0, last - first + 1), first * side.stride + offset};
  }
}
