package org.ckpt4j.ops.image;

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
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.Index;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Images in another size: {@code ResizeBilinear}, {@code ResizeNearestNeighbor}, {@code
 * ResizeBicubic}, {@code ResizeArea}.
 */
public final class Resize {
  public static final OpDef BILINEAR =
      sized("ResizeBilinear", true)
          .outputs("resized_images: float32")
          .compute(Resize::bilinear)
          .gradient((call, dy) -> like(call, ResizeGradients.BILINEAR, dy.get(0)))
          .build();

  public static final OpDef NEAREST =
      sized("ResizeNearestNeighbor", true)
          .outputs("resized_images: T")
          .compute(Resize::nearest)
          .gradient(
              (call, dy) -> {
                Tensor shape = ShapeOp.of(call.input(0));
                Tensor size = StridedSlice.at(shape, new Index.Span(1, 3, null));
                return Arrays.asList(
                    ResizeGradients.NEAREST.call(
                        modes(call), Objects.requireNonNull(dy.get(0)), size),
                    null);
              })
          .build();

  public static final OpDef BICUBIC =
      sized("ResizeBicubic", true)
          .outputs("resized_images: float32")
          .compute(Resize::bicubic)
          .gradient(
              (call, dy) ->
                  call.input(0).dtype() == DType.FLOAT32 || call.input(0).dtype() == DType.FLOAT64
                      ? like(call, ResizeGradients.BICUBIC, dy.get(0))
                      : Arrays.asList(null, null))
          .build();

  public static final OpDef AREA =
      sized("ResizeArea", false)
          .outputs("resized_images: float32")
          .compute(Resize::area)
          .noGradient()
          .build();

  private Resize() {}

  private static OpDef.Builder sized(String name, boolean halfPixels) {
    OpDef.Builder builder =
        OpDef.named(name)
            .inputs("images: T", "size: int32")
            .allow("T", Images.TYPES)
            .attr("align_corners", AttrKind.BOOL, false)
            .infer(Resize::infer);
    return halfPixels ? builder.attr("half_pixel_centers", AttrKind.BOOL, false) : builder;
  }

  static Attrs modes(GradientCall call) {
    return Attrs.of(
        "align_corners", call.<Boolean>attr("align_corners"),
        "half_pixel_centers", call.<Boolean>attr("half_pixel_centers"));
  }

  private static List<@org.jspecify.annotations.Nullable Operand> like(
      GradientCall call, OpDef def, @org.jspecify.annotations.Nullable Operand dy) {
    return Arrays.asList(def.call(modes(call), Objects.requireNonNull(dy), call.input(0)), null);
  }

  /**
   * Counterpart: {@code tf.image.resize} by a method's operation.
   *
   * @param def one of this class's operations
   */
  public static Tensor of(OpDef def, Object images, Object size, Attrs modes, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name ->
            def.call(
                name, modes, ToTensor.of(images, null, "images"), Reshape.sizes(size, "size")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = Dims.rank(call, 0, 4);
    Shape size = Dims.rank(call, 1, 1);
    if (size.dim(0) >= 0 && size.dim(0) != 2) {
      throw call.invalid("a size is two numbers, given %d", size.dim(0));
    }
    long[] known = Dims.known(call, 1);
    if (known != null && (known[0] < 0 || known[1] < 0)) {
      throw call.invalid("sizes %d and %d", known[0], known[1]);
    }
    return List.of(
        Shape.of(
            in.dim(0),
            known == null ? Shape.UNKNOWN_SIZE : known[0],
            known == null ? Shape.UNKNOWN_SIZE : known[1],
            in.dim(3)));
  }

  private record Plan(Images in, Images out, Sampling rows, Sampling columns) {
    static Plan of(KernelCall call) {
      Images in = Images.of(call.input(0), call::invalid);
      int[] size = Images.size(call, 1);
      boolean align = call.<Boolean>attr("align_corners");
      boolean half = Boolean.TRUE.equals(call.attrs().find("half_pixel_centers"));
      if (align && half) {
        throw call.invalid("corners cannot be aligned with half_pixel_centers");
      }
      if (in.rows() == 0 || in.columns() == 0) {
        throw call.invalid("images of %s have no pixels", in.shape());
      }
      return new Plan(
          in,
          Images.empty(in.batch(), size[0], size[1], in.channels()),
          Sampling.of(in.rows(), size[0], align, half),
          Sampling.of(in.columns(), size[1], align, half));
    }
  }

  private static EagerTensor bilinear(KernelCall call) {
    Plan plan = Plan.of(call);
    Images in = plan.in;
    Images out = plan.out;
    float[] v = in.values();
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (int y = 0; y < out.rows(); y++) {
        Sampling.Between row = plan.rows.between(y, in.rows());
        for (int x = 0; x < out.columns(); x++) {
          Sampling.Between column = plan.columns.between(x, in.columns());
          int topLeft = in.at(b, row.lower(), column.lower());
          int topRight = in.at(b, row.lower(), column.upper());
          int bottomLeft = in.at(b, row.upper(), column.lower());
          int bottomRight = in.at(b, row.upper(), column.upper());
          for (int c = 0; c < in.channels(); c++) {
            float top = v[topLeft + c] + (v[topRight + c] - v[topLeft + c]) * column.share();
            float bottom =
                v[bottomLeft + c] + (v[bottomRight + c] - v[bottomLeft + c]) * column.share();
            out.values()[at++] = top + (bottom - top) * row.share();
          }
        }
      }
    }
    return out.tensor(DType.FLOAT32);
  }

  /** Whole rows and columns are picked, whatever their type. */
  private static EagerTensor nearest(KernelCall call) {
    Plan plan = Plan.of(call);
    long[] rows = new long[plan.out.rows()];
    for (int y = 0; y < rows.length; y++) {
      rows[y] = plan.rows.nearest(y, plan.in.rows());
    }
    long[] columns = new long[plan.out.columns()];
    for (int x = 0; x < columns.length; x++) {
      columns[x] = plan.columns.nearest(x, plan.in.columns());
    }
    EagerTensor tall =
        Gather.slices(
            call.input(0), org.ckpt4j.framework.ElementArrays.ints(rows), 1, 0, call::invalid);
    return Gather.slices(
        tall, org.ckpt4j.framework.ElementArrays.ints(columns), 2, 0, call::invalid);
  }

  private static EagerTensor bicubic(KernelCall call) {
    Plan plan = Plan.of(call);
    Images in = plan.in;
    Images out = plan.out;
    Cubic[] rows = Cubic.all(plan.rows, in.rows(), out.rows());
    Cubic[] columns = Cubic.all(plan.columns, in.columns(), out.columns());
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (Cubic row : rows) {
        for (Cubic column : columns) {
          for (int c = 0; c < in.channels(); c++) {
            float sum = 0;
            for (int i = 0; i < 4; i++) {
              float line = 0;
              for (int k = 0; k < 4; k++) {
                int pixel = in.at(b, row.pixels()[k], column.pixels()[i]);
                line += in.values()[pixel + c] * row.weights()[k];
              }
              sum += line * column.weights()[i];
            }
            out.values()[at++] = sum;
          }
        }
      }
    }
    return out.tensor(DType.FLOAT32);
  }

  private static EagerTensor area(KernelCall call) {
    Plan plan = Plan.of(call);
    Images in = plan.in;
    Images out = plan.out;
    float high = plan.rows.scale();
    float wide = plan.columns.scale();
    float whole = 1f / (high * wide);
    float[] sums = new float[in.channels()];
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (int y = 0; y < out.rows(); y++) {
        for (int x = 0; x < out.columns(); x++) {
          Arrays.fill(sums, 0);
          int lastRow = (int) Math.ceil((y + 1) * high);
          int lastColumn = (int) Math.ceil((x + 1) * wide);
          for (int i = (int) Math.floor(y * high); i < lastRow; i++) {
            float rowShare = share(i, y * high, (y + 1) * high);
            for (int k = (int) Math.floor(x * wide); k < lastColumn; k++) {
              float share = rowShare * share(k, x * wide, (x + 1) * wide);
              int pixel = in.at(b, Math.min(i, in.rows() - 1), Math.min(k, in.columns() - 1));
              for (int c = 0; c < sums.length; c++) {
                sums[c] += in.values()[pixel + c] * share;
              }
            }
          }
          for (float sum : sums) {
            out.values()[at++] = sum * whole;
          }
        }
      }
    }
    return out.tensor(DType.FLOAT32);
  }

  /** How much of pixel {@code i} lies between two places. */
  private static float share(int i, float from, float to) {
    return Math.min(i + 1, to) - Math.max(i, from);
  }
}
