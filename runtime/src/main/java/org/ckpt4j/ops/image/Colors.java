package org.ckpt4j.ops.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Index;
import org.ckpt4j.ops.array.Likes;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Colors: {@code RGBToHSV}, {@code HSVToRGB}, {@code AdjustHue}, {@code AdjustSaturation}, {@code
 * AdjustContrastv2}.
 */
public final class Colors {
  public static final OpDef RGB_TO_HSV =
      converted("RGBToHSV")
          .compute(call -> pixels(call, Hsv::ofRgb))
          .gradient((call, dy) -> List.of(gradient(call, Objects.requireNonNull(dy.get(0)))))
          .build();

  public static final OpDef HSV_TO_RGB =
      converted("HSVToRGB").compute(call -> pixels(call, Hsv::toRgb)).notDifferentiable().build();

  public static final OpDef ADJUST_HUE =
      adjusted("AdjustHue", "delta")
          .compute(
              call -> {
                double delta = call.input(1).doubleValue();
                return pixels(call, inHsv(0, h -> h + delta - Math.floor(h + delta)));
              })
          .noGradient()
          .build();

  public static final OpDef ADJUST_SATURATION =
      adjusted("AdjustSaturation", "scale")
          .compute(
              call -> {
                double scale = call.input(1).doubleValue();
                return pixels(call, inHsv(1, s -> Hsv.clamp(s * scale)));
              })
          .noGradient()
          .build();

  public static final OpDef ADJUST_CONTRAST =
      adjusted("AdjustContrastv2", "contrast_factor")
          .compute(Colors::contrast)
          .noGradient()
          .build();

  private Colors() {}

  private static OpDef.Builder converted(String name) {
    return OpDef.named(name)
        .inputs("images: T")
        .outputs("output: T")
        .attr("T", org.ckpt4j.framework.AttrKind.TYPE, DType.FLOAT32)
        .allow("T", DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)
        .infer(
            call -> {
              Dims.atLeast(call, 0, 1);
              return List.of(threeChannels(call, call.shape(0)));
            });
  }

  private static OpDef.Builder adjusted(String name, String by) {
    return OpDef.named(name)
        .inputs("images: T", by + ": float32")
        .outputs("output: T")
        .attr("T", org.ckpt4j.framework.AttrKind.TYPE, DType.FLOAT32)
        .allow("T", DType.FLOAT16, DType.FLOAT32)
        .infer(
            call -> {
              Dims.atLeast(call, 0, 3);
              Dims.rank(call, 1, 0);
              return List.of(call.shape(0));
            });
  }

  private static Shape threeChannels(InferCall call, Shape shape) {
    if (!shape.hasKnownRank()) {
      return shape;
    }
    int last = shape.rank() - 1;
    if (shape.dim(last) >= 0 && shape.dim(last) != 3) {
      throw call.invalid("pixels have three channels, given %s", shape);
    }
    return Dims.with(shape, last, 3);
  }

  private interface Pixel {
    void convert(double[] in, double[] out, int at);
  }

  private static Pixel inHsv(int channel, UnaryOperator<Double> change) {
    return (in, out, at) -> {
      Hsv.ofRgb(in, out, at);
      out[at + channel] = change.apply(out[at + channel]);
      Hsv.toRgb(out, out, at);
    };
  }

  private static EagerTensor pixels(KernelCall call, Pixel pixel) {
    EagerTensor in = call.input(0);
    int rank = in.shape().rank();
    if (rank < 1 || in.shape().dim(rank - 1) != 3) {
      throw call.invalid("pixels have three channels, given %s", in.shape());
    }
    double[] values = ElementArrays.doubles(in);
    double[] out = new double[values.length];
    for (int at = 0; at < out.length; at += 3) {
      pixel.convert(values, out, at);
    }
    return ElementArrays.tensor(in.dtype(), in.shape(), out);
  }

  /** Away from the mean of each image's channel. */
  private static EagerTensor contrast(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int rank = shape.rank();
    if (rank < 3) {
      throw call.invalid("images have rank 3 or more, given %s", shape);
    }
    double factor = call.input(1).doubleValue();
    double[] values = ElementArrays.doubles(in);
    int channels = (int) shape.dim(rank - 1);
    int each = (int) (shape.dim(rank - 3) * shape.dim(rank - 2)) * channels;
    double[] out = new double[values.length];
    for (int image = 0; image < values.length; image += each) {
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int i = c; i < each; i += channels) {
          sum += values[image + i];
        }
        double mean = sum / Math.max(1, each / channels);
        for (int i = c; i < each; i += channels) {
          out[image + i] = (values[image + i] - mean) * factor + mean;
        }
      }
    }
    return ElementArrays.tensor(in.dtype(), shape, out);
  }

  // The gradient of RGBToHSV: of the greatest channel, the smallest, and their difference.

  private static Tensor call(String op, Operand... inputs) {
    return StandardOps.call(op, inputs);
  }

  private static Tensor channel(Operand pixels, int c) {
    return StridedSlice.at(pixels, Index.ELLIPSIS, c);
  }

  private static Tensor both(DType dtype, Tensor a, Tensor b) {
    return Cast.of(call("LogicalAnd", a, b), dtype);
  }

  private static Tensor sum(Tensor a, Tensor b, Tensor c) {
    return call("AddV2", call("AddV2", a, b), c);
  }

  private static Tensor gradient(GradientCall call, Operand dy) {
    Tensor in = call.input(0);
    DType dtype = in.dtype();
    Tensor r = channel(in, 0);
    Tensor g = channel(in, 1);
    Tensor b = channel(in, 2);
    Tensor value = channel(call.output(0), 2);
    // Of equal channels red counts before green, green before blue.
    List<Tensor> greatest =
        List.of(
            both(dtype, call("GreaterEqual", r, b), call("GreaterEqual", r, g)),
            both(dtype, call("Greater", g, r), call("GreaterEqual", g, b)),
            both(dtype, call("Greater", b, r), call("Greater", b, g)));
    List<Tensor> least =
        List.of(
            both(dtype, call("Less", r, b), call("Less", r, g)),
            both(dtype, call("LessEqual", g, r), call("Less", g, b)),
            both(dtype, call("LessEqual", b, r), call("LessEqual", b, g)));
    List<Tensor> colors = List.of(r, g, b);
    Tensor smallest =
        sum(
            call("Mul", least.get(0), r),
            call("Mul", least.get(1), g),
            call("Mul", least.get(2), b));
    Tensor one = Likes.ones(value);
    Tensor perRange = call("DivNoNan", one, call("Sub", value, smallest));
    Tensor perValue = call("DivNoNan", one, value);
    Tensor numerator =
        sum(
            call("Mul", greatest.get(0), call("Sub", g, b)),
            call("Mul", greatest.get(1), call("Sub", b, r)),
            call("Mul", greatest.get(2), call("Sub", r, g)));
    Tensor falling = call("Mul", numerator, call("Mul", perRange, perRange));
    Tensor sixth = ToTensor.of(1.0 / 6, dtype, "sixth");
    Tensor hue = call("Mul", channel(dy, 0), sixth);
    Tensor saturation = channel(dy, 1);
    Tensor valueGradient = channel(dy, 2);
    List<Tensor> out = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      Tensor isGreatest = greatest.get(c);
      Tensor isLeast = least.get(c);
      Tensor rising = call("Sub", greatest.get((c + 2) % 3), greatest.get((c + 1) % 3));
      Tensor toHue =
          call(
              "Sub",
              call("Mul", rising, perRange),
              call("Mul", falling, call("Sub", isGreatest, isLeast)));
      Tensor lit = Cast.of(call("Greater", colors.get(c), Likes.zeros(value)), dtype);
      Tensor toSaturation =
          call(
              "Mul",
              lit,
              call(
                  "Sub",
                  call("Mul", isGreatest, call("Mul", smallest, call("Mul", perValue, perValue))),
                  call("Mul", isLeast, perValue)));
      out.add(
          sum(
              call("Mul", toHue, hue),
              call("Mul", toSaturation, saturation),
              call("Mul", isGreatest, valueGradient)));
    }
    return Pack.of(out, -1);
  }

  /** Counterpart: {@code tf.image.rgb_to_hsv}, {@code hsv_to_rgb}. */
  public static Tensor convert(OpDef def, Object images, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name -> def.call(name, Attrs.none(), ToTensor.of(images, null, "images")));
  }

  /** Counterpart: {@code tf.image.adjust_hue} and its kin, of floating images. */
  public static Tensor adjust(OpDef def, Object images, Object by, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name ->
            def.call(
                name,
                Attrs.none(),
                ToTensor.of(images, null, "images"),
                ToTensor.of(by, DType.FLOAT32, "delta")));
  }
}
