package org.ckpt4j.ops.array;

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
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;

/** {@code SpaceToDepth}: squares of pixels become channels; {@code DepthToSpace}: and back. */
public final class SpaceToDepth {
  public static final OpDef DEF = define("SpaceToDepth", true);
  public static final OpDef INVERSE = define("DepthToSpace", false);

  private SpaceToDepth() {}

  private static OpDef define(String name, boolean deeper) {
    return OpDef.named(name)
        .inputs("input: T")
        .outputs("output: T")
        .attr("block_size", AttrKind.INT)
        .atLeast("block_size", 2)
        .attr("data_format", AttrKind.STRING, "NHWC")
        .oneOf("data_format", "NHWC", "NCHW", "NCHW_VECT_C")
        .infer(call -> infer(call, deeper))
        .compute(call -> compute(call, deeper))
        .gradient((call, dy) -> List.of(back(call, Objects.requireNonNull(dy.get(0)), deeper)))
        .build();
  }

  /** Counterpart: {@code tf.nn.space_to_depth}. */
  public static Tensor of(Object input, int blockSize, OpOption... options) {
    return call(DEF, input, blockSize, options);
  }

  /** Counterpart: {@code tf.nn.depth_to_space}. */
  public static Tensor depthToSpace(Object input, int blockSize, OpOption... options) {
    return call(INVERSE, input, blockSize, options);
  }

  private static Tensor call(OpDef def, Object input, int blockSize, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name ->
            def.call(name, Attrs.of("block_size", blockSize), ToTensor.of(input, null, "input")));
  }

  private static Tensor back(GradientCall call, Operand dy, boolean deeper) {
    Attrs attrs =
        Attrs.of(
            "block_size", call.<Long>attr("block_size"),
            "data_format", call.<String>attr("data_format"));
    return (deeper ? INVERSE : DEF).call(attrs, dy);
  }

  private static List<Shape> infer(InferCall call, boolean deeper) {
    String format = call.attr("data_format");
    if (format.equals("NCHW_VECT_C")) {
      throw new UnsupportedOperationException(
          "data_format NCHW_VECT_C is for other processors; use NHWC");
    }
    Shape in = Dims.rank(call, 0, 4);
    return List.of(
        result(in, call.<Long>attr("block_size"), format.equals("NHWC"), deeper, call::invalid));
  }

  private static Shape result(
      Shape in, long block, boolean channelsLast, boolean deeper, Refusal refusal) {
    long[] dims = in.dims();
    int space = channelsLast ? 1 : 2;
    int channel = channelsLast ? 3 : 1;
    for (int d = space; d < space + 2; d++) {
      dims[d] = deeper ? quotient(in, d, block, refusal) : multiple(in, d, block);
    }
    dims[channel] =
        deeper
            ? multiple(in, channel, block * block)
            : quotient(in, channel, block * block, refusal);
    return Shape.of(dims);
  }

  private static long multiple(Shape in, int d, long by) {
    return in.dim(d) < 0 ? in.dim(d) : in.dim(d) * by;
  }

  private static long quotient(Shape in, int d, long by, Refusal refusal) {
    if (in.dim(d) >= 0 && in.dim(d) % by != 0) {
      throw refusal.because("dimension %d of %s is no multiple of %d", d, in, by);
    }
    return in.dim(d) < 0 ? in.dim(d) : in.dim(d) / by;
  }

  private static EagerTensor compute(KernelCall call, boolean deeper) {
    EagerTensor in = call.input(0);
    if (in.shape().rank() != 4) {
      throw call.invalid("the input must have rank 4, given %s", in.shape());
    }
    long b = call.<Long>attr("block_size");
    boolean last = call.<String>attr("data_format").equals("NHWC");
    Shape out = result(in.shape(), b, last, deeper, call::invalid);
    Shape flat = deeper ? out : in.shape();
    long n = flat.dim(0);
    long h = flat.dim(last ? 1 : 2);
    long w = flat.dim(last ? 2 : 3);
    long c = flat.dim(last ? 3 : 1) / (b * b);
    // Pixels apart into squares and places within; channels count places first.
    Shape parts;
    int[] order;
    if (deeper) {
      parts = last ? Shape.of(n, h, b, w, b, c) : Shape.of(n, c, h, b, w, b);
      order = last ? new int[] {0, 1, 3, 2, 4, 5} : new int[] {0, 3, 5, 1, 2, 4};
    } else {
      parts = last ? Shape.of(n, h, w, b, b, c) : Shape.of(n, b, b, c, h, w);
      order = last ? new int[] {0, 1, 3, 2, 4, 5} : new int[] {0, 3, 4, 1, 5, 2};
    }
    return Assembly.reshaped(Transpose.permuted(Assembly.reshaped(in, parts), order), out);
  }
}
