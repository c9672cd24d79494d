package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code MaxPool}, {@code MaxPoolV2} (window and strides are inputs) and {@code MaxPool3D}, one row
 * each, with the operations that are their first and second gradients.
 */
enum MaxPool {
  V1("MaxPool", "", 2),
  V2("MaxPool", "V2", 2),
  THREE_D("MaxPool3D", "", 3);

  private final int spatial;
  private final boolean sizesAreInputs;
  private final String gradientName;
  private final String secondName;
  private final OpDef def;
  private final OpDef gradient;
  private final OpDef second;

  MaxPool(String name, String version, int spatial) {
    this.spatial = spatial;
    this.sizesAreInputs = version.equals("V2");
    this.gradientName = name + "Grad" + version;
    this.secondName = name + "GradGrad" + version;
    this.def =
        declared(
                OpDef.named(name + version), "T", true, spatial == 2 && !sizesAreInputs, "input: T")
            .infer(this::infer)
            .compute(this::compute)
            .gradient(this::gradientOfPool)
            .build();
    String in = spatial == 3 ? "TInput" : "T";
    this.gradient =
        declared(
                OpDef.named(gradientName),
                in,
                true,
                spatial == 2 && !sizesAreInputs,
                "orig_input: " + in,
                "orig_output: " + in,
                "grad: T")
            .infer(call -> List.of(ranked(call, 0)))
            .compute(this::computeGradient)
            .gradient((call, dys) -> onward(call, dys, secondName))
            .build();
    this.second =
        declared(
                OpDef.named(secondName),
                "T",
                false,
                false,
                "orig_input: T",
                "orig_output: T",
                "grad: T")
            .infer(call -> List.of(ranked(call, 1)))
            .compute(this::computeSecond)
            .gradient((call, dys) -> onward(call, dys, gradientName))
            .build();
  }

  private OpDef.Builder declared(
      OpDef.Builder builder, String in, boolean defaultType, boolean explicit, String... inputs) {
    boolean forward = inputs.length == 1;
    builder.inputs(inputs).outputs("output: T");
    if (sizesAreInputs) {
      builder.inputs("ksize: int32", "strides: int32");
      Pool.format(builder, spatial, explicit);
    } else {
      Pool.attrs(builder, spatial, explicit);
    }
    if (forward && spatial == 2) {
      builder.oneOf("data_format", "NHWC", "NCHW", "NCHW_VECT_C");
    }
    DType[] small = {DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32};
    DType[] pooled =
        DTypeSets.with(
            DTypeSets.floats(),
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.INT16,
            DType.INT8,
            DType.UINT16,
            DType.QINT8);
    if (spatial == 3 && !inputs[0].equals("orig_input: T")) {
      builder.allow("T", small);
    } else {
      builder.allow("T", forward ? pooled : DTypeSets.real());
    }
    if (!in.equals("T") || (spatial == 2 && defaultType)) {
      builder.attr("T", AttrKind.TYPE, DType.FLOAT32);
    }
    if (in.equals("TInput")) {
      builder.attr("TInput", AttrKind.TYPE, DType.FLOAT32).allow("TInput", small);
    }
    return builder;
  }

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    for (MaxPool row : values()) {
      defs.addAll(List.of(row.def, row.gradient, row.second));
    }
    return defs;
  }

  OpDef def() {
    return def;
  }

  private List<Shape> infer(InferCall call) {
    Shape image = ranked(call, 0);
    Pool pool = Pool.of(call, spatial, sizesAreInputs ? 1 : -1);
    return List.of(pool == null ? Shape.unknown() : pool.infer(call, image));
  }

  private Shape ranked(InferCall call, int input) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() != spatial + 2) {
      throw call.invalid("images of rank %d, given shape %s", spatial + 2, shape);
    }
    return shape;
  }

  private Pool pool(KernelCall call, int before) {
    return Pool.of(call, spatial, sizesAreInputs ? before : -1);
  }

  private EagerTensor compute(KernelCall call) {
    Pool pool = pool(call, 1);
    EagerTensor x = call.input(0);
    SlidingWindow window = pool.window(call, x.shape());
    int channels = pool.channels(x.shape());
    EagerTensor last = Layouts.toLast(x, pool.channelsFirst());
    EagerTensor y;
    if (pool.depth() != 1) {
      y = acrossChannels(call, pool, last, channels);
    } else {
      pool.requireSpatialOnly(call.def().name());
      NativePool.Window natives = pool.ofNatives();
      Shape out = pool.outLast(call, x.shape());
      y =
          natives != null && NativePool.serves(last)
              ? NativePool.max(natives, last, out)
              : new PoolLoops(window, channels).max(last, out);
    }
    return Layouts.fromLast(y, pool.channelsFirst());
  }

  /** Neighbouring channels lie side by side: as if they were the pixels of one row. */
  private static EagerTensor acrossChannels(
      KernelCall call, Pool pool, EagerTensor x, int channels) {
    pool.requireEvenDepth(call.def().name(), channels);
    long[] dims = x.shape().dims();
    dims[dims.length - 1] = channels / pool.depth();
    Shape out = Shape.of(dims);
    long[] one = {pool.depth()};
    long[] rows = {x.shape().numElements()};
    SlidingWindow window =
        new SlidingWindow(
            1, rows, one, one, new long[] {1}, new long[] {0}, new long[] {out.numElements()});
    return new PoolLoops(window, 1).max(x, out);
  }

  private void check(KernelCall call, Pool pool, Shape image, int output, int gradient) {
    Shape out = pool.out(call, image);
    if (!call.input(1).shape().equals(out)
        || !call.input(2).shape().equals(output == gradient ? out : image)) {
      throw call.invalid(
          "orig_output %s and grad %s do not belong to images of %s",
          call.input(1).shape(), call.input(2).shape(), image);
    }
  }

  private EagerTensor computeGradient(KernelCall call) {
    Pool pool = pool(call, 3);
    pool.requireSpatialOnly(call.def().name());
    EagerTensor x = call.input(0);
    PoolLoops loops = new PoolLoops(pool.window(call, x.shape()), pool.channels(x.shape()));
    check(call, pool, x.shape(), 0, 0);
    EagerTensor last = Layouts.toLast(x, pool.channelsFirst());
    EagerTensor dy = Layouts.toLast(call.input(2), pool.channelsFirst());
    NativePool.Window natives = pool.ofNatives();
    if (natives != null && NativePool.serves(last) && NativePool.isFinite(last)) {
      return Layouts.fromLast(NativePool.maxGradient(natives, last, dy), pool.channelsFirst());
    }
    EagerTensor dx =
        spatial == 3
            ? loops.toAllEqual(last, Layouts.toLast(call.input(1), pool.channelsFirst()), dy)
            : PoolLoops.added(dy, loops.winners(last), last.shape());
    return Layouts.fromLast(dx, pool.channelsFirst());
  }

  private EagerTensor computeSecond(KernelCall call) {
    Pool pool = pool(call, 3);
    pool.requireSpatialOnly(call.def().name());
    EagerTensor x = call.input(0);
    PoolLoops loops = new PoolLoops(pool.window(call, x.shape()), pool.channels(x.shape()));
    check(call, pool, x.shape(), 0, 1);
    EagerTensor y = Layouts.toLast(call.input(1), pool.channelsFirst());
    int[] from = loops.equals(Layouts.toLast(x, pool.channelsFirst()), y);
    EagerTensor gradient = Layouts.toLast(call.input(2), pool.channelsFirst());
    return Layouts.fromLast(PoolLoops.taken(gradient, from, y.shape()), pool.channelsFirst());
  }

  private Attrs same(GradientCall call) {
    return sizesAreInputs
        ? Attrs.of("padding", call.attr("padding"), "data_format", call.attr("data_format"))
        : Pool.same(call);
  }

  private List<@Nullable Operand> gradientOfPool(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    if (sizesAreInputs) {
      return Arrays.asList(
          Formula.op(
              gradientName,
              same(call),
              call.input(0),
              call.output(0),
              dy,
              call.input(1),
              call.input(2)),
          null,
          null);
    }
    Attrs attrs = same(call);
    if (spatial == 2) {
      attrs = attrs.with("explicit_paddings", call.<List<Long>>attr("explicit_paddings"));
    }
    return Arrays.asList(Formula.op(gradientName, attrs, call.input(0), call.output(0), dy));
  }

  private List<@Nullable Operand> onward(
      GradientCall call, List<? extends @Nullable Operand> dys, String op) {
    Operand grad = Objects.requireNonNull(dys.get(0));
    Tensor x = call.input(0);
    Tensor y = call.input(1);
    if (sizesAreInputs) {
      return Arrays.asList(
          Formula.zerosLike(x),
          Formula.zerosLike(y),
          Formula.op(op, same(call), x, y, grad, call.input(3), call.input(4)),
          null,
          null);
    }
    return Arrays.asList(
        Formula.zerosLike(x), Formula.zerosLike(y), Formula.op(op, same(call), x, y, grad));
  }
}
