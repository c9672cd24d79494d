package org.ckpt4j.ops.image;

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
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Index;
import org.ckpt4j.ops.array.Patches;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.Refusal;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ScatterNd;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.array.Transpose;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code ExtractImagePatches}: the pixels under a window that moves, as channels. */
public final class ExtractImagePatches {
  public static final OpDef DEF =
      OpDef.named("ExtractImagePatches")
          .inputs("images: T")
          .outputs("patches: T")
          .attr("ksizes", AttrKind.INT_LIST)
          .atLeast("ksizes", 4)
          .attr("strides", AttrKind.INT_LIST)
          .atLeast("strides", 4)
          .attr("rates", AttrKind.INT_LIST)
          .atLeast("rates", 4)
          .attr("padding", AttrKind.STRING)
          .oneOf("padding", "SAME", "VALID")
          .allow(
              "T",
              DType.BFLOAT16,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT8,
              DType.INT16,
              DType.INT32,
              DType.INT64,
              DType.UINT8,
              DType.UINT16,
              DType.UINT32,
              DType.UINT64,
              DType.COMPLEX64,
              DType.COMPLEX128,
              DType.BOOL)
          .infer(ExtractImagePatches::infer)
          .compute(ExtractImagePatches::compute)
          .gradient((call, dy) -> List.of(gradient(call, Objects.requireNonNull(dy.get(0)))))
          .build();

  private ExtractImagePatches() {}

  /** Counterpart: {@code tf.image.extract_patches}. */
  public static Tensor of(Object images, Attrs window, OpOption... options) {
    return Scoped.call(
        options,
        "ExtractImagePatches",
        name -> DEF.call(name, window, ToTensor.of(images, null, "images")));
  }

  private static Patches window(
      List<Long> sizes, List<Long> strides, List<Long> rates, String padding, Refusal refusal) {
    for (List<Long> four : List.of(sizes, strides, rates)) {
      if (four.size() != 4 || four.get(0) != 1 || four.get(3) != 1) {
        throw refusal.because("windows go over rows and columns only, given %s", four);
      }
    }
    boolean same = padding.equals("SAME");
    return new Patches(
        new Patches.Side(sizes.get(1), strides.get(1), rates.get(1), same),
        new Patches.Side(sizes.get(2), strides.get(2), rates.get(2), same));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = Dims.rank(call, 0, 4);
    Patches window =
        window(
            call.attr("ksizes"),
            call.attr("strides"),
            call.attr("rates"),
            call.attr("padding"),
            call::invalid);
    return List.of(window.shape(in));
  }

  private static EagerTensor compute(KernelCall call) {
    if (call.input(0).shape().rank() != 4) {
      throw call.invalid("images have rank 4, given %s", call.input(0).shape());
    }
    return window(
            call.attr("ksizes"),
            call.attr("strides"),
            call.attr("rates"),
            call.attr("padding"),
            call::invalid)
        .of(call.input(0));
  }

  /** Every pixel of a patch goes back to where it came from: numbers are cut into patches alike. */
  private static Tensor gradient(GradientCall call, Operand dy) {
    Tensor images = call.input(0);
    Tensor shape = ShapeOp.of(images);
    Tensor batch = StridedSlice.at(shape, 0);
    Tensor rows = StridedSlice.at(shape, 1);
    Tensor columns = StridedSlice.at(shape, 2);
    Tensor channels = StridedSlice.at(shape, 3);
    Tensor pixels = org.ckpt4j.ops.math.Arithmetic.MUL.operator(rows, columns);
    Tensor more = org.ckpt4j.ops.math.Arithmetic.ADD.operator(pixels, 1);
    Attrs window =
        Attrs.of(
            "ksizes", call.<List<Long>>attr("ksizes"),
            "strides", call.<List<Long>>attr("strides"),
            "rates", call.<List<Long>>attr("rates"),
            "padding", call.<String>attr("padding"));
    // Number 0 is what lies around the image.
    Tensor numbers = Reshape.of(Range.of(1, more, 1), List.of(1, rows, columns, 1));
    int[] column = {-1, 1};
    Tensor places = Reshape.of(DEF.call(window, numbers), column);
    Tensor each = Reshape.of(dy, List.of(batch, -1, channels));
    Tensor moved = Transpose.of(each, new int[] {1, 0, 2});
    Tensor sums = ScatterNd.of(places, moved, List.of(more, batch, channels));
    Tensor inside = StridedSlice.at(sums, new Index.Span(1, null, null));
    Tensor image = Reshape.of(inside, List.of(rows, columns, batch, channels));
    return Transpose.of(image, new int[] {2, 0, 1, 3});
  }
}
