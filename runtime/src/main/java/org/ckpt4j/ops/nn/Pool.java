package org.ckpt4j.ops.nn;

import java.util.List;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One pooling window as the attributes or inputs of an operation give it; shared by {@link MaxPool}
 * and {@link AvgPool}, which are its only users.
 */
final class Pool {
  private final int spatial;
  private final WindowRule rule;
  private final List<Long> size;
  private final List<Long> strides;

  private Pool(int spatial, WindowRule rule, List<Long> size, List<Long> strides) {
    this.spatial = spatial;
    this.rule = rule;
    this.size = size;
    this.strides = strides;
  }

  /** Declares the attributes of a window of this many dimensions. */
  static OpDef.Builder attrs(OpDef.Builder def, int spatial, boolean explicit) {
    int rank = spatial + 2;
    return format(
        def.attr("ksize", AttrKind.INT_LIST)
            .atLeast("ksize", rank)
            .attr("strides", AttrKind.INT_LIST)
            .atLeast("strides", rank),
        spatial,
        explicit);
  }

  /** Declares padding and data format only. */
  static OpDef.Builder format(OpDef.Builder def, int spatial, boolean explicit) {
    def.attr("padding", AttrKind.STRING);
    if (explicit) {
      def.oneOf("padding", "SAME", "VALID", "EXPLICIT")
          .attr("explicit_paddings", AttrKind.INT_LIST, List.of());
    } else {
      def.oneOf("padding", "SAME", "VALID");
    }
    String last = spatial == 3 ? "NDHWC" : "NHWC";
    String first = spatial == 3 ? "NCDHW" : "NCHW";
    return def.attr("data_format", AttrKind.STRING, last).oneOf("data_format", last, first);
  }

  private static Pool of(
      Attrs attrs, int spatial, List<Long> size, List<Long> strides, Complaint complaint) {
    int rank = spatial + 2;
    if (size.size() != rank) {
      throw complaint.of("ksize must have %d numbers, given %s", rank, size);
    }
    for (long number : size) {
      if (number <= 0) {
        throw complaint.of("a window's sizes must be positive, given %s", size);
      }
    }
    return new Pool(
        spatial, WindowRule.of(attrs, rank, strides, List.of(), complaint), size, strides);
  }

  /**
   * @param ksizeInput the input that holds the window's sizes, followed by its strides; negative if
   *     attributes do
   * @return null if these inputs are not known yet
   */
  static @Nullable Pool of(InferCall call, int spatial, int ksizeInput) {
    if (ksizeInput < 0) {
      return of(call.attrs(), spatial, call.attr("ksize"), call.attr("strides"), call::invalid);
    }
    RawTensor size = call.constant(ksizeInput);
    RawTensor strides = call.constant(ksizeInput + 1);
    return size == null || strides == null
        ? null
        : of(call.attrs(), spatial, numbers(size), numbers(strides), call::invalid);
  }

  static Pool of(KernelCall call, int spatial, int ksizeInput) {
    Pool pool =
        ksizeInput < 0
            ? of(call.attrs(), spatial, call.attr("ksize"), call.attr("strides"), call::invalid)
            : of(
                call.attrs(),
                spatial,
                numbers(call.input(ksizeInput).raw()),
                numbers(call.input(ksizeInput + 1).raw()),
                call::invalid);
    if (pool.size.get(0) != 1 || pool.strides.get(0) != 1) {
      throw new UnimplementedError(
          call.def().name() + " pools within images only, not across the batch");
    }
    return pool;
  }

  private static List<Long> numbers(RawTensor raw) {
    long[] numbers = ElementArrays.longs(org.ckpt4j.framework.EagerTensor.of(raw));
    return java.util.Arrays.stream(numbers).boxed().toList();
  }

  /** The attributes of this window, for an operation that takes them so. */
  static Attrs same(GradientCall call) {
    return Attrs.of(
        "ksize", call.attr("ksize"),
        "strides", call.attr("strides"),
        "padding", call.attr("padding"),
        "data_format", call.attr("data_format"));
  }

  boolean channelsFirst() {
    return rule.channelsFirst();
  }

  private int channel() {
    return Layouts.channel(rule.channelsFirst(), spatial + 2);
  }

  /** How many neighbouring channels are pooled into one; 1 as a rule. */
  int depth() {
    return Math.toIntExact(size.get(channel()));
  }

  /**
   * @throws UnimplementedError if channels are pooled
   */
  void requireSpatialOnly(String op) {
    if (depth() != 1 || strides.get(channel()) != 1) {
      throw new UnimplementedError(op + " pools within images only, not across channels");
    }
  }

  /** Checks that channels are pooled alone, and evenly. */
  void requireEvenDepth(String op, long channels) {
    long others = size.stream().filter(n -> n != 1).count();
    if (others > 1) {
      throw new UnimplementedError(op + " pools either within images or across channels");
    }
    if (depth() != strides.get(channel()) || channels % depth() != 0) {
      throw new UnimplementedError(
          op + ": windows across channels must divide them evenly, and not overlap");
    }
  }

  private long[] sizes() {
    long[] sizes = new long[spatial];
    for (int i = 0; i < spatial; i++) {
      sizes[i] = size.get(Layouts.spatial(rule.channelsFirst()) + i);
    }
    return sizes;
  }

  Shape infer(InferCall call, Shape image) {
    if (image.hasKnownRank() && image.rank() != spatial + 2) {
      throw call.invalid("images of rank %d, given shape %s", spatial + 2, image);
    }
    long[] in = WindowRule.spatialOf(image, rule.channelsFirst(), spatial);
    long[] out = rule.outSizes(in, sizes(), !call.isEager(), call::invalid);
    long channels = image.hasKnownRank() ? image.dim(channel()) : Shape.UNKNOWN_SIZE;
    long step = strides.get(channel());
    if (channels >= 0 && (depth() > 1 || step > 1)) {
      channels = rule.isSame() ? (channels + step - 1) / step : (channels - depth() + step) / step;
    }
    return rule.image(image.hasKnownRank() ? image.dim(0) : Shape.UNKNOWN_SIZE, out, channels);
  }

  /** The same window, where ND4J's operations know it. */
  NativePool.@Nullable Window ofNatives() {
    if (spatial != 2 || rule.isExplicit()) {
      return null;
    }
    long[] sizes = sizes();
    if (sizes[0] < rule.stride(0) || sizes[1] < rule.stride(1)) {
      return null; // pixels are left out: ND4J pads such images otherwise
    }
    return new NativePool.Window(
        (int) sizes[0], (int) sizes[1], (int) rule.stride(0), (int) rule.stride(1), rule.isSame());
  }

  /** The window over images of this shape, in the layout the attributes say. */
  SlidingWindow window(KernelCall call, Shape image) {
    if (image.rank() != spatial + 2) {
      throw call.invalid("images of rank %d, given shape %s", spatial + 2, image);
    }
    return rule.window(
        image.dim(0),
        WindowRule.spatialOf(image, rule.channelsFirst(), spatial),
        sizes(),
        call::invalid);
  }

  int channels(Shape image) {
    return Math.toIntExact(image.dim(channel()));
  }

  /** The output's shape, channels last. */
  Shape outLast(KernelCall call, Shape image) {
    long[] in = WindowRule.spatialOf(image, rule.channelsFirst(), spatial);
    long[] out = rule.outSizes(in, sizes(), false, call::invalid);
    long[] dims = new long[spatial + 2];
    dims[0] = image.dim(0);
    System.arraycopy(out, 0, dims, 1, spatial);
    dims[spatial + 1] = image.dim(channel());
    return Shape.of(dims);
  }

  /** The output's shape in the layout the attributes say. */
  Shape out(KernelCall call, Shape image) {
    long[] in = WindowRule.spatialOf(image, rule.channelsFirst(), spatial);
    return rule.image(
        image.dim(0), rule.outSizes(in, sizes(), false, call::invalid), image.dim(channel()));
  }
}
