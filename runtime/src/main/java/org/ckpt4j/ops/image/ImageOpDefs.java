package org.ckpt4j.ops.image;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ImageOpDefs {
  private ImageOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(Colors.ADJUST_CONTRAST);
    ops.add(Colors.ADJUST_HUE);
    ops.add(Colors.ADJUST_SATURATION);
    ops.add(Colors.HSV_TO_RGB);
    ops.add(Colors.RGB_TO_HSV);
    ops.add(CropAndResize.DEF);
    ops.add(CropAndResize.GRAD_BOXES);
    ops.add(CropAndResize.GRAD_IMAGE);
    ops.add(ExtractImagePatches.DEF);
    ops.add(Resize.AREA);
    ops.add(Resize.BICUBIC);
    ops.add(Resize.BILINEAR);
    ops.add(Resize.NEAREST);
    ops.add(ResizeGradients.BICUBIC);
    ops.add(ResizeGradients.BILINEAR);
    ops.add(ResizeGradients.NEAREST);
    ops.addAll(BoxSuppression.defs());
    return ops;
  }
}
