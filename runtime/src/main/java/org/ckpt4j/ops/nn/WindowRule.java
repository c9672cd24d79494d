package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.tensor.Shape;

/**
 * How a window slides, as the attributes of an operation say: strides, dilations and padding, and
 * in which dimensions.
 *
 * <p>Serves inference, where sizes may be unknown, and kernels alike.
 */
final class WindowRule {
  private final String padding;
  private final boolean channelsFirst;
  private final long[] stride;
  private final long[] dilation;
  private final long[] explicit;
  private final boolean acrossBatchOrDepth;

  private WindowRule(
      String padding,
      boolean channelsFirst,
      long[] stride,
      long[] dilation,
      long[] explicit,
      boolean acrossBatchOrDepth) {
    this.padding = padding;
    this.channelsFirst = channelsFirst;
    this.stride = stride;
    this.dilation = dilation;
    this.explicit = explicit;
    this.acrossBatchOrDepth = acrossBatchOrDepth;
  }

  /**
   * @param rank of the images: batch, channels and the spatial dimensions
   * @param stridesAttr the numbers of the attribute, one for each dimension
   * @param dilationsAttr likewise; empty for none
   */
  static WindowRule of(
      Attrs attrs,
      int rank,
      List<Long> stridesAttr,
      List<Long> dilationsAttr,
      Complaint complaint) {
    boolean channelsFirst =
        attrs.has("data_format") && Layouts.channelsFirst(attrs.<String>get("data_format"));
    String padding = attrs.get("padding");
    List<Long> explicit =
        attrs.has("explicit_paddings") ? attrs.<List<Long>>get("explicit_paddings") : List.of();
    if (stridesAttr.size() != rank) {
      throw complaint.of("strides must have %d numbers, given %s", rank, stridesAttr);
    }
    if (!dilationsAttr.isEmpty() && dilationsAttr.size() != rank) {
      throw complaint.of("dilations must have %d numbers, given %s", rank, dilationsAttr);
    }
    boolean isExplicit = padding.equals("EXPLICIT");
    if (explicit.size() != (isExplicit ? 2 * rank : 0)) {
      throw complaint.of(
          "explicit_paddings has %d numbers with padding %s", explicit.size(), padding);
    }
    for (long number : explicit) {
      if (number < 0) {
        throw complaint.of("paddings must not be negative, given %s", explicit);
      }
    }
    int first = Layouts.spatial(channelsFirst);
    long[] stride = new long[rank - 2];
    long[] dilation = new long[rank - 2];
    long[] pads = new long[2 * (rank - 2)];
    for (int i = 0; i < rank - 2; i++) {
      stride[i] = stridesAttr.get(first + i);
      dilation[i] = dilationsAttr.isEmpty() ? 1 : dilationsAttr.get(first + i);
      if (stride[i] <= 0 || dilation[i] <= 0) {
        throw complaint.of(
            "strides and dilations must be positive, given %s and %s", stridesAttr, dilationsAttr);
      }
      if (isExplicit) {
        pads[2 * i] = explicit.get(2 * (first + i));
        pads[2 * i + 1] = explicit.get(2 * (first + i) + 1);
      }
    }
    int channel = Layouts.channel(channelsFirst, rank);
    boolean across =
        stridesAttr.get(0) != 1
            || stridesAttr.get(channel) != 1
            || (!dilationsAttr.isEmpty()
                && (dilationsAttr.get(0) != 1 || dilationsAttr.get(channel) != 1))
            || (isExplicit
                && (explicit.get(0) != 0
                    || explicit.get(1) != 0
                    || explicit.get(2 * channel) != 0
                    || explicit.get(2 * channel + 1) != 0));
    return new WindowRule(padding, channelsFirst, stride, dilation, pads, across);
  }

  boolean channelsFirst() {
    return channelsFirst;
  }

  boolean isSame() {
    return padding.equals("SAME");
  }

  boolean isExplicit() {
    return padding.equals("EXPLICIT");
  }

  long stride(int spatial) {
    return stride[spatial];
  }

  long dilation(int spatial) {
    return dilation[spatial];
  }

  /**
   * @throws UnimplementedError if the window is to move through the batch or the channels
   */
  void requireSpatialOnly(String op) {
    if (acrossBatchOrDepth) {
      throw new UnimplementedError(
          op + " moves its window within images only; strides of batch and depth must be 1");
    }
  }

  /**
   * The sizes of the output, -1 where unknown.
   *
   * @param strict refuse a window larger than the image, as graphs do; kernels give no output then
   */
  long[] outSizes(long[] in, long[] size, boolean strict, Complaint complaint) {
    long[] out = new long[stride.length];
    for (int i = 0; i < out.length; i++) {
      if (in[i] < 0 || (size[i] < 0 && !isSame())) {
        out[i] = Shape.UNKNOWN_SIZE;
        continue;
      }
      if (isSame()) {
        out[i] = (in[i] + stride[i] - 1) / stride[i];
        continue;
      }
      long reach = in[i] + explicit[2 * i] + explicit[2 * i + 1] - reach(size[i], i);
      if (strict ? reach < 0 : reach + stride[i] < 0) {
        throw complaint.of(
            "a window of %d (dilation %d) is larger than the %d it slides along",
            size[i], dilation[i], in[i]);
      }
      out[i] = (reach + stride[i]) / stride[i];
    }
    return out;
  }

  private long reach(long size, int spatial) {
    return (size - 1) * dilation[spatial] + 1;
  }

  /** The window for images of known size. */
  SlidingWindow window(long batch, long[] in, long[] size, Complaint complaint) {
    long[] out = outSizes(in, size, false, complaint);
    return new SlidingWindow(batch, in, size, stride, dilation, before(in, size, out), out);
  }

  /** What is padded before the first pixel of each dimension. */
  private long[] before(long[] in, long[] size, long[] out) {
    long[] before = new long[out.length];
    for (int i = 0; i < out.length; i++) {
      before[i] =
          isSame()
              ? Math.max((out[i] - 1) * stride[i] + reach(size[i], i) - in[i], 0) / 2
              : explicit[2 * i];
    }
    return before;
  }

  /** The spatial sizes of an image; all unknown if its rank is. */
  static long[] spatialOf(Shape image, boolean channelsFirst, int spatial) {
    long[] sizes = new long[spatial];
    Arrays.fill(sizes, Shape.UNKNOWN_SIZE);
    for (int i = 0; i < spatial && image.hasKnownRank(); i++) {
      sizes[i] = image.dim(Layouts.spatial(channelsFirst) + i);
    }
    return sizes;
  }

  /** A shape of images in this rule's layout. */
  Shape image(long batch, long[] spatial, long channels) {
    long[] dims = new long[spatial.length + 2];
    dims[0] = batch;
    dims[Layouts.channel(channelsFirst, dims.length)] = channels;
    System.arraycopy(spatial, 0, dims, Layouts.spatial(channelsFirst), spatial.length);
    return Shape.of(dims);
  }
}
