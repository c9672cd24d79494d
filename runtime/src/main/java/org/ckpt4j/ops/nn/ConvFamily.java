package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The convolutions, one row each: {@code Conv2D}, {@code Conv3D}, {@code DepthwiseConv2dNative},
 * with the operations that are their gradients, which are convolutions of the same kind.
 */
enum ConvFamily {
  CONV_2D("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", 2, false),
  CONV_3D("Conv3D", "Conv3DBackpropInputV2", "Conv3DBackpropFilterV2", 3, false),
  DEPTHWISE_2D(
      "DepthwiseConv2dNative",
      "DepthwiseConv2dNativeBackpropInput",
      "DepthwiseConv2dNativeBackpropFilter",
      2,
      true);

  private final int spatial;
  private final boolean depthwise;
  private final OpDef forward;
  private final OpDef inputGradient;
  private final OpDef filterGradient;

  ConvFamily(
      String forward, String inputGradient, String filterGradient, int spatial, boolean depthwise) {
    this.spatial = spatial;
    this.depthwise = depthwise;
    boolean ints = spatial == 2 && !depthwise;
    this.forward =
        attrs(
                OpDef.named(forward)
                    .inputs("input: T", "filter: T")
                    .outputs("output: T")
                    .allow("T", types(ints)))
            .infer(this::inferForward)
            .compute(this::computeForward)
            .gradient(this::gradientOfForward)
            .build();
    this.inputGradient =
        sized(
                attrs(
                    OpDef.named(inputGradient)
                        .inputs(
                            spatial == 3 ? "input_sizes: Tshape" : "input_sizes: int32",
                            "filter: T",
                            "out_backprop: T")
                        .outputs("output: T")
                        .allow("T", types(ints))))
            .infer(this::inferInput)
            .compute(call -> computeInput(call, ElementArrays.longs(call.input(0))))
            .gradient(this::gradientOfInput)
            .build();
    this.filterGradient =
        attrs(
                OpDef.named(filterGradient)
                    .inputs("input: T", "filter_sizes: int32", "out_backprop: T")
                    .outputs("output: T")
                    .allow("T", types(false)))
            .infer(this::inferFilter)
            .compute(call -> computeFilter(call, ElementArrays.longs(call.input(1))))
            .gradient(this::gradientOfFilter)
            .build();
  }

  private static DType[] types(boolean withInts) {
    return withInts ? DTypeSets.with(DTypeSets.floats(), DType.INT32) : DTypeSets.floats();
  }

  private OpDef.Builder sized(OpDef.Builder def) {
    return spatial == 3
        ? def.attr("Tshape", AttrKind.TYPE, DType.INT32).allow("Tshape", DType.INT32, DType.INT64)
        : def;
  }

  private OpDef.Builder attrs(OpDef.Builder def) {
    def.attr("T", AttrKind.TYPE).attr("strides", AttrKind.INT_LIST);
    if (spatial == 3) {
      return def.atLeast("strides", 5)
          .attr("padding", AttrKind.STRING)
          .oneOf("padding", "SAME", "VALID")
          .attr("data_format", AttrKind.STRING, "NDHWC")
          .oneOf("data_format", "NDHWC", "NCDHW")
          .attr("dilations", AttrKind.INT_LIST, List.of(1L, 1L, 1L, 1L, 1L));
    }
    if (!depthwise) {
      def.attr("use_cudnn_on_gpu", AttrKind.BOOL, true);
    }
    return def.attr("padding", AttrKind.STRING)
        .oneOf("padding", "SAME", "VALID", "EXPLICIT")
        .attr("explicit_paddings", AttrKind.INT_LIST, List.of())
        .attr("data_format", AttrKind.STRING, "NHWC")
        .oneOf("data_format", "NHWC", "NCHW")
        .attr("dilations", AttrKind.INT_LIST, List.of(1L, 1L, 1L, 1L));
  }

  /** All of them, for the registry. */
  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (ConvFamily row : values()) {
      defs.addAll(List.of(row.forward, row.inputGradient, row.filterGradient));
    }
    OpDef.Builder input =
        CONV_2D.attrs(
            OpDef.named("Conv2DBackpropInputV2")
                .inputs("input: T", "filter: T", "out_backprop: T")
                .outputs("output: T")
                .allow("T", types(true)));
    defs.add(
        input
            .infer(call -> List.of(call.shape(0)))
            .compute(call -> CONV_2D.computeInput(call, call.input(0).shape().dims()))
            .notDifferentiable()
            .build());
    OpDef.Builder filter =
        CONV_2D.attrs(
            OpDef.named("Conv2DBackpropFilterV2")
                .inputs("input: T", "filter: T", "out_backprop: T")
                .outputs("output: T")
                .allow("T", types(false)));
    defs.add(
        filter
            .infer(call -> List.of(call.shape(1)))
            .compute(call -> CONV_2D.computeFilter(call, call.input(1).shape().dims()))
            .notDifferentiable()
            .build());
    return defs;
  }

  OpDef forward() {
    return forward;
  }

  OpDef inputGradient() {
    return inputGradient;
  }

  private int rank() {
    return spatial + 2;
  }

  private WindowRule rule(Attrs attrs, Complaint complaint) {
    return WindowRule.of(attrs, rank(), attrs.get("strides"), attrs.get("dilations"), complaint);
  }

  // Inference

  private List<Shape> inferForward(InferCall call) {
    Shape image = ranked(call, 0, "input");
    Shape filter = ranked(call, 1, "filter");
    WindowRule rule = rule(call.attrs(), call::invalid);
    long[] in = WindowRule.spatialOf(image, rule.channelsFirst(), spatial);
    long[] size = filterSizes(filter);
    long channels = channels(image, rule.channelsFirst());
    long filterIn = filter.hasKnownRank() ? filter.dim(spatial) : Shape.UNKNOWN_SIZE;
    long last = filter.hasKnownRank() ? filter.dim(spatial + 1) : Shape.UNKNOWN_SIZE;
    if (channels > 0 && filterIn >= 0) {
      if (filterIn == 0 || channels % filterIn != 0 || (depthwise && channels != filterIn)) {
        throw call.invalid(
            "the input has %d channels, the filter takes %d (shapes %s and %s)",
            channels, filterIn, image, filter);
      }
    }
    long out = last;
    if (depthwise) {
      long of = channels >= 0 ? channels : filterIn;
      out = of < 0 || last < 0 ? Shape.UNKNOWN_SIZE : of * last;
    }
    long batch = image.hasKnownRank() ? image.dim(0) : Shape.UNKNOWN_SIZE;
    return List.of(rule.image(batch, rule.outSizes(in, size, !call.isEager(), call::invalid), out));
  }

  private Shape ranked(InferCall call, int input, String what) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() != rank()) {
      throw call.invalid("%s must have rank %d, given shape %s", what, rank(), shape);
    }
    return shape;
  }

  private long[] filterSizes(Shape filter) {
    long[] sizes = new long[spatial];
    Arrays.fill(sizes, Shape.UNKNOWN_SIZE);
    for (int i = 0; i < spatial && filter.hasKnownRank(); i++) {
      sizes[i] = filter.dim(i);
    }
    return sizes;
  }

  private long channels(Shape image, boolean channelsFirst) {
    return image.hasKnownRank()
        ? image.dim(Layouts.channel(channelsFirst, rank()))
        : Shape.UNKNOWN_SIZE;
  }

  private List<Shape> inferInput(InferCall call) {
    ranked(call, 1, "filter");
    Shape dy = ranked(call, 2, "out_backprop");
    Shape sizes = call.shapeFrom(0);
    if (!sizes.hasKnownRank()) {
      long[] unknown = new long[rank()];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      sizes = Shape.of(unknown);
    }
    boolean plain = spatial == 2 && !depthwise;
    if (plain && sizes.rank() == 2) {
      WindowRule rule = rule(call.attrs(), call::invalid);
      long filterIn =
          call.shape(1).hasKnownRank() ? call.shape(1).dim(spatial) : Shape.UNKNOWN_SIZE;
      sizes = rule.image(Shape.UNKNOWN_SIZE, sizes.dims(), filterIn);
    }
    if (sizes.rank() != rank()) {
      throw call.invalid("input_sizes must have %d numbers, given %s", rank(), sizes);
    }
    if (plain) {
      long[] dims = sizes.dims();
      dims[0] = dy.hasKnownRank() ? dy.dim(0) : Shape.UNKNOWN_SIZE; // TF believes out_backprop
      sizes = Shape.of(dims);
    }
    return List.of(sizes);
  }

  private List<Shape> inferFilter(InferCall call) {
    ranked(call, 0, "input");
    ranked(call, 2, "out_backprop");
    Shape sizes = call.shapeFrom(1);
    if (!sizes.hasKnownRank()) {
      long[] unknown = new long[rank()];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      sizes = Shape.of(unknown);
    }
    if (sizes.rank() != rank()) {
      throw call.invalid("filter_sizes must have %d numbers, given %s", rank(), sizes);
    }
    return List.of(sizes);
  }

  // Kernels

  /** One convolution of known sizes, all channels last. */
  private ConvSizes sizes(KernelCall call, WindowRule rule, Shape image, Shape filter) {
    if (image.rank() != rank() || filter.rank() != rank()) {
      throw call.invalid("input and filter of rank %d, given %s and %s", rank(), image, filter);
    }
    rule.requireSpatialOnly(call.def().name());
    long channels = channels(image, rule.channelsFirst());
    long filterIn = filter.dim(spatial);
    if (filterIn == 0 || channels % filterIn != 0 || (depthwise && channels != filterIn)) {
      throw call.invalid(
          "the input has %d channels, the filter takes %d (shapes %s and %s)",
          channels, filterIn, image, filter);
    }
    long out = depthwise ? channels * filter.dim(spatial + 1) : filter.dim(spatial + 1);
    long groups = depthwise ? channels : channels / filterIn;
    if (groups > 0 && out % groups != 0) {
      throw call.invalid("%d output channels do not divide into %d groups", out, groups);
    }
    long[] in = WindowRule.spatialOf(image, rule.channelsFirst(), spatial);
    long[] size = filterSizes(filter);
    return new ConvSizes(
        rule,
        image.dim(0),
        in,
        size,
        rule.outSizes(in, size, false, call::invalid),
        Math.toIntExact(channels),
        Math.toIntExact(out),
        Math.toIntExact(Math.max(groups, 1)),
        depthwise);
  }

  private EagerTensor computeForward(KernelCall call) {
    WindowRule rule = rule(call.attrs(), call::invalid);
    EagerTensor image = call.input(0);
    EagerTensor filter = call.input(1);
    ConvSizes sizes = sizes(call, rule, image.shape(), filter.shape());
    EagerTensor out =
        ConvKernels.forward(sizes, Layouts.toLast(image, rule.channelsFirst()), filter);
    return Layouts.fromLast(out, rule.channelsFirst());
  }

  private EagerTensor computeInput(KernelCall call, long[] given) {
    WindowRule rule = rule(call.attrs(), call::invalid);
    EagerTensor filter = call.input(1);
    EagerTensor dy = call.input(2);
    if (dy.shape().rank() != rank() || filter.shape().rank() != rank()) {
      throw call.invalid("filter %s and out_backprop %s", filter.shape(), dy.shape());
    }
    Shape image =
        given.length == spatial
            ? rule.image(dy.shape().dim(0), given, filter.shape().dim(spatial))
            : shape(call, given);
    ConvSizes sizes = sizes(call, rule, image, filter.shape());
    requireOutput(call, sizes, dy.shape());
    EagerTensor out =
        ConvKernels.inputGradient(sizes, filter, Layouts.toLast(dy, rule.channelsFirst()));
    return Layouts.fromLast(out, rule.channelsFirst());
  }

  private EagerTensor computeFilter(KernelCall call, long[] given) {
    WindowRule rule = rule(call.attrs(), call::invalid);
    EagerTensor image = call.input(0);
    EagerTensor dy = call.input(2);
    Shape filter = shape(call, given);
    ConvSizes sizes = sizes(call, rule, image.shape(), filter);
    requireOutput(call, sizes, dy.shape());
    return ConvKernels.filterGradient(
        sizes,
        Layouts.toLast(image, rule.channelsFirst()),
        Layouts.toLast(dy, rule.channelsFirst()),
        filter);
  }

  private static Shape shape(KernelCall call, long[] sizes) {
    for (long size : sizes) {
      if (size < 0) {
        throw call.invalid("sizes must not be negative, given %s", Arrays.toString(sizes));
      }
    }
    return Shape.of(sizes);
  }

  private void requireOutput(KernelCall call, ConvSizes sizes, Shape dy) {
    Shape wanted = sizes.rule().image(sizes.batch(), sizes.out(), sizes.channelsOut());
    if (!dy.equals(wanted)) {
      throw new InvalidArgumentError(
          "%s: out_backprop has shape %s, the convolution would give %s"
              .formatted(call.def().name(), dy, wanted));
    }
  }

  // Gradients

  private Attrs same(GradientCall call) {
    Attrs attrs =
        Attrs.of(
            "strides", call.attr("strides"),
            "padding", call.attr("padding"),
            "data_format", call.attr("data_format"),
            "dilations", call.attr("dilations"));
    return spatial == 3
        ? attrs
        : attrs.with("explicit_paddings", call.<List<Long>>attr("explicit_paddings"));
  }

  private List<@Nullable Operand> gradientOfForward(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor x = call.input(0);
    Tensor filter = call.input(1);
    Operand dy = java.util.Objects.requireNonNull(dys.get(0));
    return Arrays.asList(
        inputGradient.call(same(call), ShapeOp.of(x), filter, dy),
        filterGradient.call(same(call), x, ShapeOp.of(filter), dy));
  }

  private List<@Nullable Operand> gradientOfInput(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor filter = call.input(1);
    Operand grad = java.util.Objects.requireNonNull(dys.get(0));
    return Arrays.asList(
        null,
        filterGradient.call(same(call), grad, ShapeOp.of(filter), call.input(2)),
        forward.call(same(call), grad, filter));
  }

  private List<@Nullable Operand> gradientOfFilter(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor x = call.input(0);
    Operand grad = java.util.Objects.requireNonNull(dys.get(0));
    return Arrays.asList(
        inputGradient.call(same(call), ShapeOp.of(x), grad, call.input(2)),
        null,
        forward.call(same(call), x, grad));
  }
}
