package org.ckpt4j.ops.nn;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.tensor.DType;

/**
 * {@code DataFormatVecPermute} and {@code DataFormatDimMap}: sizes, and numbers of dimensions,
 * carried from one layout of images to another.
 */
final class DataFormat {
  private DataFormat() {}

  static List<OpDef> defs() {
    return List.of(
        def("DataFormatVecPermute").compute(DataFormat::permute).noGradient().build(),
        def("DataFormatDimMap").compute(DataFormat::map).noGradient().build());
  }

  private static OpDef.Builder def(String name) {
    return OpDef.named(name)
        .inputs("x: T")
        .outputs("y: T")
        .attr("T", AttrKind.TYPE, DType.INT32)
        .allow("T", DTypeSets.indices())
        .attr("src_format", AttrKind.STRING, "NHWC")
        .attr("dst_format", AttrKind.STRING, "NCHW")
        .infer(call -> List.of(call.shape(0)));
  }

  private static EagerTensor map(KernelCall call) {
    String from = call.attr("src_format");
    String to = call.attr("dst_format");
    long[] x = ElementArrays.longs(call.input(0));
    for (int i = 0; i < x.length; i++) {
      long dimension = x[i] < 0 ? x[i] + from.length() : x[i];
      if (dimension < 0 || dimension >= from.length()) {
        throw call.invalid("dimension %d does not exist in %s", x[i], from);
      }
      x[i] = to.indexOf(from.charAt((int) dimension));
    }
    return ElementArrays.tensor(call.input(0).dtype(), call.input(0).shape(), x);
  }

  private static EagerTensor permute(KernelCall call) {
    String from = call.attr("src_format");
    String to = call.attr("dst_format");
    long[] x = ElementArrays.longs(call.input(0));
    int rank = call.input(0).shape().rank();
    if (rank < 1 || rank > 2 || (rank == 2 && call.input(0).shape().dim(1) != 2)) {
      throw call.invalid("a vector, or pairs, are needed; given %s", call.input(0).shape());
    }
    int items = (int) call.input(0).shape().dim(0);
    if (items == from.length() - 2) { // the spatial sizes alone
      from = from.replace("N", "").replace("C", "");
      to = to.replace("N", "").replace("C", "");
    }
    if (items != from.length() || from.length() != to.length()) {
      throw call.invalid("%d numbers for layouts %s and %s", items, from, to);
    }
    int each = rank == 2 ? 2 : 1;
    long[] y = new long[x.length];
    for (int i = 0; i < items; i++) {
      int source = from.indexOf(to.charAt(i));
      System.arraycopy(x, source * each, y, i * each, each);
    }
    return ElementArrays.tensor(call.input(0).dtype(), call.input(0).shape(), y);
  }
}
