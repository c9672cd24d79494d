package org.ckpt4j;

import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.image.Colors;
import org.ckpt4j.ops.image.CropAndResize;
import org.ckpt4j.ops.image.Resize;
import org.ckpt4j.options.OpOption;

/** {@code tf.image}: its operations, without the functions that convert types around them. */
public final class ImageApi {
  ImageApi() {}

  public Tensor resizeBilinear(Object images, Object size, Attrs modes, OpOption... options) {
    return Resize.of(Resize.BILINEAR, images, size, modes, options);
  }

  public Tensor resizeNearestNeighbor(
      Object images, Object size, Attrs modes, OpOption... options) {
    return Resize.of(Resize.NEAREST, images, size, modes, options);
  }

  public Tensor resizeBicubic(Object images, Object size, Attrs modes, OpOption... options) {
    return Resize.of(Resize.BICUBIC, images, size, modes, options);
  }

  public Tensor resizeArea(Object images, Object size, Attrs modes, OpOption... options) {
    return Resize.of(Resize.AREA, images, size, modes, options);
  }

  public Tensor cropAndResize(
      Object image, Object boxes, Object boxIndices, Object cropSize, OpOption... options) {
    return CropAndResize.of(image, boxes, boxIndices, cropSize, "bilinear", 0, options);
  }

  public Tensor rgbToHsv(Object images, OpOption... options) {
    return Colors.convert(Colors.RGB_TO_HSV, images, options);
  }

  public Tensor hsvToRgb(Object images, OpOption... options) {
    return Colors.convert(Colors.HSV_TO_RGB, images, options);
  }

  public Tensor adjustHue(Object images, Object delta, OpOption... options) {
    return Colors.adjust(Colors.ADJUST_HUE, images, delta, options);
  }

  public Tensor adjustSaturation(Object images, Object factor, OpOption... options) {
    return Colors.adjust(Colors.ADJUST_SATURATION, images, factor, options);
  }

  public Tensor adjustContrast(Object images, Object factor, OpOption... options) {
    return Colors.adjust(Colors.ADJUST_CONTRAST, images, factor, options);
  }
}
