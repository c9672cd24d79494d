package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code Slice}: a box out of a tensor, by where it begins and how large it is. */
public final class Slice {
  public static final OpDef DEF =
      OpDef.named("Slice")
          .inputs("input: T", "begin: Index", "size: Index")
          .outputs("output: T")
          .attr("Index", AttrKind.TYPE)
          .infer(Slice::infer)
          .compute(Slice::compute)
          .gradientLater()
          .build();

  private Slice() {}

  /** Counterpart: {@code tf.slice}. */
  public static Tensor of(Tensor input, List<Long> begin, Shape size) {
    try (NameScope scope = NameScope.enter("Slice")) {
      Tensor from = ToTensor.of(begin, DType.INT32, "begin");
      Tensor sizes = ToTensor.of(size.dims(), DType.INT32, "size");
      return DEF.call(scope.name(), Attrs.none(), input, from, sizes);
    }
  }

  private static List<Shape> infer(InferCall call) {
    RawTensor begin = call.constant(1);
    RawTensor size = call.constant(2);
    Shape in = call.shape(0);
    if (begin == null || size == null || !in.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    long[] from = Fill.longs(begin);
    long[] dims = Fill.longs(size);
    if (from.length != in.rank() || dims.length != in.rank()) {
      throw call.invalid(
          "begin and size have %d and %d numbers for rank %d", from.length, dims.length, in.rank());
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1) {
        dims[i] = in.dim(i) < 0 ? Shape.UNKNOWN_SIZE : in.dim(i) - from[i];
      }
      if (from[i] < 0 || dims[i] < -1 || (in.dim(i) >= 0 && from[i] + dims[i] > in.dim(i))) {
        throw call.invalid("dimension %d: %d from %d on of %d", i, dims[i], from[i], in.dim(i));
      }
    }
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] from = Fill.longs(call.input(1).raw());
    long[] dims = Fill.longs(call.input(2).raw());
    long[] strides = new long[dims.length];
    java.util.Arrays.fill(strides, 1);
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == -1 ? in.shape().dim(i) - from[i] : dims[i];
      if (from[i] < 0 || dims[i] < 0 || from[i] + dims[i] > in.shape().dim(i)) {
        throw new InvalidArgumentError(
            "Slice: dimension %d: %d from %d on of %d"
                .formatted(i, dims[i], from[i], in.shape().dim(i)));
      }
    }
    return Cutting.cut(in, from, strides, Shape.of(dims));
  }
}
