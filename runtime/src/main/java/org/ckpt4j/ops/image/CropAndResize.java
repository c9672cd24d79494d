package org.ckpt4j.ops.image;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.errors.OutOfRangeError;
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
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code CropAndResize}: boxes out of images, each in one size; {@code CropAndResizeGradImage},
 * {@code CropAndResizeGradBoxes}: its gradients.
 */
public final class CropAndResize {
  public static final OpDef DEF =
      OpDef.named("CropAndResize")
          .inputs("image: T", "boxes: float32", "box_ind: int32", "crop_size: int32")
          .outputs("crops: float32")
          .allow(
              "T",
              DType.UINT8,
              DType.UINT16,
              DType.INT8,
              DType.INT16,
              DType.INT32,
              DType.INT64,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64)
          .attr("method", AttrKind.STRING, "bilinear")
          .oneOf("method", "bilinear", "nearest")
          .attr("extrapolation_value", AttrKind.FLOAT, 0f)
          .infer(CropAndResize::infer)
          .compute(CropAndResize::compute)
          .gradient((call, dy) -> gradient(call, Objects.requireNonNull(dy.get(0))))
          .build();

  public static final OpDef GRAD_IMAGE =
      OpDef.named("CropAndResizeGradImage")
          .inputs("grads: float32", "boxes: float32", "box_ind: int32", "image_size: int32")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.FLOAT32, DType.FLOAT16, DType.FLOAT64)
          .attr("method", AttrKind.STRING, "bilinear")
          .oneOf("method", "bilinear", "nearest")
          .infer(
              call -> {
                Shape size = call.shapeFrom(3);
                return List.of(size.hasKnownRank() ? size : Dims.unknown(4));
              })
          .compute(CropAndResize::gradImage)
          .noGradient()
          .build();

  public static final OpDef GRAD_BOXES =
      OpDef.named("CropAndResizeGradBoxes")
          .inputs("grads: float32", "image: T", "boxes: float32", "box_ind: int32")
          .outputs("output: float32")
          .allow(
              "T",
              DType.UINT8,
              DType.UINT16,
              DType.INT8,
              DType.INT16,
              DType.INT32,
              DType.INT64,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64)
          .attr("method", AttrKind.STRING, "bilinear")
          .oneOf("method", "bilinear")
          .infer(call -> List.of(Dims.rank(call, 2, 2)))
          .compute(CropAndResize::gradBoxes)
          .noGradient()
          .build();

  private CropAndResize() {}

  /** Counterpart: {@code tf.image.crop_and_resize}. */
  public static Tensor of(
      Object image,
      Object boxes,
      Object boxIndices,
      Object cropSize,
      String method,
      float extrapolation,
      OpOption... options) {
    return Scoped.call(
        options,
        "CropAndResize",
        name ->
            DEF.call(
                name,
                Attrs.of("method", method, "extrapolation_value", extrapolation),
                ToTensor.of(image, null, "image"),
                ToTensor.of(boxes, DType.FLOAT32, "boxes"),
                ToTensor.of(boxIndices, DType.INT32, "box_ind"),
                ToTensor.of(cropSize, DType.INT32, "crop_size")));
  }

  private static List<@Nullable Operand> gradient(GradientCall call, Operand dy) {
    Tensor image = call.input(0);
    Tensor toImage =
        image.dtype().isFloating()
            ? GRAD_IMAGE.call(
                Attrs.of("T", image.dtype(), "method", call.<String>attr("method")),
                dy,
                call.input(1),
                call.input(2),
                ShapeOp.of(image))
            : null;
    Tensor toBoxes = GRAD_BOXES.call(Attrs.none(), dy, image, call.input(1), call.input(2));
    return Arrays.asList(toImage, toBoxes, null, null);
  }

  private static List<Shape> infer(InferCall call) {
    Shape image = Dims.rank(call, 0, 4);
    Shape boxes = Dims.rank(call, 1, 2);
    Shape indices = Dims.rank(call, 2, 1);
    Dims.rank(call, 3, 1);
    long[] size = Dims.known(call, 3);
    Shape count = Dims.merged(Dims.part(boxes, 0, 1), indices);
    if (count == null || (boxes.dim(1) >= 0 && boxes.dim(1) != 4)) {
      throw call.invalid("boxes of %s, %s indices", boxes, indices);
    }
    return List.of(
        Shape.of(
            count.dim(0),
            size == null ? Shape.UNKNOWN_SIZE : size[0],
            size == null ? Shape.UNKNOWN_SIZE : size[1],
            image.dim(3)));
  }

  /** A box in an image of some size, cut into so many points. */
  private record Line(float first, float last, int size, int points) {
    float at(int i) {
      float scale = points > 1 ? (last - first) * (size - 1) / (points - 1) : 0;
      return points > 1 ? first * (size - 1) + i * scale : 0.5f * (first + last) * (size - 1);
    }

    boolean contains(float at) {
      return at >= 0 && at <= size - 1;
    }

    /** How the point moves with the box's first edge. */
    float withFirst(int i) {
      return points > 1 ? (size - 1) - i * (size - 1f) / (points - 1) : 0.5f * (size - 1);
    }

    float withLast(int i) {
      return points > 1 ? i * (size - 1f) / (points - 1) : 0.5f * (size - 1);
    }
  }

  private interface Point {
    /** A point of the crops that lies within its image. */
    void at(int image, float row, float column, int crop);
  }

  /** The points of all boxes; what lies outside of the image is left out. */
  private static void each(
      KernelCall call, int boxInput, int images, int rows, int columns, Images crops, Point point) {
    float[] boxes = ElementArrays.floats(call.input(boxInput));
    long[] indices = ElementArrays.longs(call.input(boxInput + 1));
    if (boxes.length != 4 * indices.length || indices.length != crops.batch()) {
      throw call.invalid("%d numbers of boxes, %d indices", boxes.length, indices.length);
    }
    for (int box = 0; box < indices.length; box++) {
      if (indices[box] < 0 || indices[box] >= images) {
        throw new OutOfRangeError(
            "%s: box %d lies in image %d of %d"
                .formatted(call.def().name(), box, indices[box], images));
      }
      var down = new Line(boxes[4 * box], boxes[4 * box + 2], rows, crops.rows());
      var right = new Line(boxes[4 * box + 1], boxes[4 * box + 3], columns, crops.columns());
      for (int y = 0; y < crops.rows(); y++) {
        for (int x = 0; x < crops.columns(); x++) {
          float row = down.at(y);
          float column = right.at(x);
          if (down.contains(row) && right.contains(column)) {
            point.at((int) indices[box], row, column, crops.at(box, y, x));
          }
        }
      }
    }
  }

  /** The pixels around a point and their shares. */
  private static void corners(
      Images image, int index, float row, float column, boolean bilinear, Corner corner) {
    if (!bilinear) {
      int y = (int) Math.floor(row + 0.5f);
      int x = (int) Math.floor(column + 0.5f);
      corner.at(image.at(index, y, x), 1);
      return;
    }
    int top = (int) Math.floor(row);
    int bottom = (int) Math.ceil(row);
    int left = (int) Math.floor(column);
    int right = (int) Math.ceil(column);
    float down = row - top;
    float across = column - left;
    corner.at(image.at(index, top, left), (1 - down) * (1 - across));
    corner.at(image.at(index, top, right), (1 - down) * across);
    corner.at(image.at(index, bottom, left), down * (1 - across));
    corner.at(image.at(index, bottom, right), down * across);
  }

  private interface Corner {
    void at(int pixel, float share);
  }

  private static EagerTensor compute(KernelCall call) {
    Images image = Images.of(call.input(0), call::invalid);
    int[] size = Images.size(call, 3);
    int boxes = ElementArrays.length(call.input(2));
    Images crops = Images.empty(boxes, size[0], size[1], image.channels());
    Arrays.fill(crops.values(), call.<Float>attr("extrapolation_value"));
    boolean bilinear = call.<String>attr("method").equals("bilinear");
    each(
        call,
        1,
        image.batch(),
        image.rows(),
        image.columns(),
        crops,
        (index, row, column, crop) -> {
          Arrays.fill(crops.values(), crop, crop + image.channels(), 0);
          corners(
              image,
              index,
              row,
              column,
              bilinear,
              (pixel, share) -> {
                for (int c = 0; c < image.channels() && share != 0; c++) {
                  crops.values()[crop + c] += image.values()[pixel + c] * share;
                }
              });
        });
    return crops.tensor(DType.FLOAT32);
  }

  private static EagerTensor gradImage(KernelCall call) {
    Images crops = Images.of(call.input(0), call::invalid);
    long[] size = ElementArrays.longs(call.input(3));
    if (size.length != 4
        || Arrays.stream(size).anyMatch(s -> s < 0)
        || size[3] != crops.channels()) {
      throw call.invalid("images of %s for crops of %s", Arrays.toString(size), crops.shape());
    }
    Images image = Images.empty((int) size[0], (int) size[1], (int) size[2], (int) size[3]);
    boolean bilinear = call.<String>attr("method").equals("bilinear");
    each(
        call,
        1,
        image.batch(),
        image.rows(),
        image.columns(),
        crops,
        (index, row, column, crop) ->
            corners(
                image,
                index,
                row,
                column,
                bilinear,
                (pixel, share) -> {
                  for (int c = 0; c < image.channels(); c++) {
                    image.values()[pixel + c] += crops.values()[crop + c] * share;
                  }
                }));
    return image.tensor(call.<DType>attr("T"));
  }

  private static EagerTensor gradBoxes(KernelCall call) {
    Images crops = Images.of(call.input(0), call::invalid);
    Images image = Images.of(call.input(1), call::invalid);
    float[] sums = new float[4 * crops.batch()];
    each(
        call,
        2,
        image.batch(),
        image.rows(),
        image.columns(),
        crops,
        (index, row, column, crop) -> {
          int pixel = crop / Math.max(1, crops.channels());
          int x = pixel % crops.columns();
          int y = pixel / crops.columns() % crops.rows();
          int box = pixel / crops.columns() / crops.rows();
          float[] slope = slope(image, index, row, column, crops, crop);
          var down = new Line(0, 0, image.rows(), crops.rows());
          var right = new Line(0, 0, image.columns(), crops.columns());
          sums[4 * box] += slope[0] * down.withFirst(y);
          sums[4 * box + 1] += slope[1] * right.withFirst(x);
          sums[4 * box + 2] += slope[0] * down.withLast(y);
          sums[4 * box + 3] += slope[1] * right.withLast(x);
        });
    return ElementArrays.tensor(Shape.of(crops.batch(), 4), sums);
  }

  /** How the gradient changes as the point moves down, and to the right. */
  private static float[] slope(
      Images image, int index, float row, float column, Images grads, int crop) {
    int top = (int) Math.floor(row);
    int bottom = (int) Math.ceil(row);
    int left = (int) Math.floor(column);
    int right = (int) Math.ceil(column);
    float down = row - top;
    float across = column - left;
    float[] v = image.values();
    float[] out = new float[2];
    for (int c = 0; c < image.channels(); c++) {
      float topLeft = v[image.at(index, top, left) + c];
      float topRight = v[image.at(index, top, right) + c];
      float bottomLeft = v[image.at(index, bottom, left) + c];
      float bottomRight = v[image.at(index, bottom, right) + c];
      float dy = grads.values()[crop + c];
      out[0] += dy * ((1 - across) * (bottomLeft - topLeft) + across * (bottomRight - topRight));
      out[1] += dy * ((1 - down) * (topRight - topLeft) + down * (bottomRight - bottomLeft));
    }
    return out;
  }
}
