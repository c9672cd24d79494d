package org.ckpt4j.ops.image;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * What each pixel of an image that was resized adds to those it was made of: {@code
 * ResizeBilinearGrad}, {@code ResizeBicubicGrad}, {@code ResizeNearestNeighborGrad}.
 */
public final class ResizeGradients {
  static final OpDef BILINEAR =
      like("ResizeBilinearGrad")
          .allow("T", DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64)
          .compute(ResizeGradients::bilinear)
          .build();

  static final OpDef BICUBIC =
      like("ResizeBicubicGrad")
          .allow("T", DType.FLOAT32, DType.FLOAT64)
          .compute(ResizeGradients::bicubic)
          .build();

  static final OpDef NEAREST =
      modes("ResizeNearestNeighborGrad")
          .inputs("grads: T", "size: int32")
          .outputs("output: T")
          .allow(
              "T",
              DType.UINT8,
              DType.INT8,
              DType.INT32,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.BFLOAT16)
          .infer(ResizeGradients::inferNearest)
          .compute(ResizeGradients::nearest)
          .build();

  private ResizeGradients() {}

  private static OpDef.Builder modes(String name) {
    return OpDef.named(name)
        .attr("align_corners", AttrKind.BOOL, false)
        .attr("half_pixel_centers", AttrKind.BOOL, false)
        .noGradient();
  }

  private static OpDef.Builder like(String name) {
    return modes(name)
        .inputs("grads: float32", "original_image: T")
        .outputs("output: T")
        .infer(call -> List.of(call.shape(1)));
  }

  private static List<Shape> inferNearest(InferCall call) {
    Shape grads = Dims.rank(call, 0, 4);
    Dims.rank(call, 1, 1);
    long[] size = Dims.known(call, 1);
    return List.of(
        Shape.of(
            grads.dim(0),
            size == null ? Shape.UNKNOWN_SIZE : size[0],
            size == null ? Shape.UNKNOWN_SIZE : size[1],
            grads.dim(3)));
  }

  private record Plan(Images grads, Images out, Sampling rows, Sampling columns) {
    static Plan of(KernelCall call, int height, int width) {
      Images grads = Images.of(call.input(0), call::invalid);
      boolean align = call.<Boolean>attr("align_corners");
      boolean half = call.<Boolean>attr("half_pixel_centers");
      return new Plan(
          grads,
          Images.empty(grads.batch(), height, width, grads.channels()),
          Sampling.of(height, grads.rows(), align, half),
          Sampling.of(width, grads.columns(), align, half));
    }

    static Plan like(KernelCall call) {
      Images image = Images.of(call.input(1), call::invalid);
      Plan plan = of(call, image.rows(), image.columns());
      if (image.batch() != plan.grads.batch() || image.channels() != plan.grads.channels()) {
        throw call.invalid("gradients of %s for images of %s", plan.grads.shape(), image.shape());
      }
      return plan;
    }
  }

  private static EagerTensor bilinear(KernelCall call) {
    Plan plan = Plan.like(call);
    Images out = plan.out;
    double[] sums = new double[out.values().length]; // products are float, sums as T
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (int y = 0; y < plan.grads.rows(); y++) {
        Sampling.Between row = plan.rows.between(y, out.rows());
        for (int x = 0; x < plan.grads.columns(); x++) {
          Sampling.Between column = plan.columns.between(x, out.columns());
          int topLeft = out.at(b, row.lower(), column.lower());
          int topRight = out.at(b, row.lower(), column.upper());
          int bottomLeft = out.at(b, row.upper(), column.lower());
          int bottomRight = out.at(b, row.upper(), column.upper());
          for (int c = 0; c < out.channels(); c++) {
            float dy = plan.grads.values()[at++];
            sums[topLeft + c] += dy * (1 - row.share()) * (1 - column.share());
            sums[topRight + c] += dy * (1 - row.share()) * column.share();
            sums[bottomLeft + c] += dy * row.share() * (1 - column.share());
            sums[bottomRight + c] += dy * row.share() * column.share();
          }
        }
      }
    }
    return ElementArrays.tensor(call.input(1).dtype(), out.shape(), sums);
  }

  private static EagerTensor bicubic(KernelCall call) {
    Plan plan = Plan.like(call);
    Images out = plan.out;
    Cubic[] rows = Cubic.all(plan.rows, out.rows(), plan.grads.rows());
    Cubic[] columns = Cubic.all(plan.columns, out.columns(), plan.grads.columns());
    double[] sums = new double[out.values().length];
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (Cubic row : rows) {
        for (Cubic column : columns) {
          for (int c = 0; c < out.channels(); c++) {
            float dy = plan.grads.values()[at++];
            for (int i = 0; i < 4; i++) {
              for (int k = 0; k < 4; k++) {
                int pixel = out.at(b, row.pixels()[i], column.pixels()[k]);
                sums[pixel + c] += (double) dy * row.weights()[i] * column.weights()[k];
              }
            }
          }
        }
      }
    }
    return ElementArrays.tensor(call.input(1).dtype(), out.shape(), sums);
  }

  private static EagerTensor nearest(KernelCall call) {
    int[] size = Images.size(call, 1);
    Plan plan = Plan.of(call, size[0], size[1]);
    Images out = plan.out;
    int at = 0;
    for (int b = 0; b < out.batch(); b++) {
      for (int y = 0; y < plan.grads.rows(); y++) {
        int row = plan.rows.nearest(y, out.rows());
        for (int x = 0; x < plan.grads.columns(); x++) {
          int pixel = out.at(b, row, plan.columns.nearest(x, out.columns()));
          for (int c = 0; c < out.channels(); c++) {
            out.values()[pixel + c] += plan.grads.values()[at++];
          }
        }
      }
    }
    DType dtype = call.input(0).dtype();
    if (dtype.isFloating()) {
      return out.tensor(dtype);
    }
    long[] whole = new long[out.values().length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) out.values()[i];
    }
    return ElementArrays.tensor(dtype, out.shape(), whole);
  }
}
