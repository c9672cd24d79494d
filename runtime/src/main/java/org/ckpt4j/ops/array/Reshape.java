package org.ckpt4j.ops.array;

import java.util.Arrays;
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
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code Reshape}: the same elements in the same order under another shape. */
public final class Reshape {
  public static final OpDef DEF =
      OpDef.named("Reshape")
          .inputs("tensor: T", "shape: Tshape")
          .outputs("output: T")
          .attr("Tshape", AttrKind.TYPE, DType.INT32)
          .infer(Reshape::infer)
          .compute(Reshape::compute)
          .gradientLater()
          .build();

  private Reshape() {}

  /** Counterpart: {@code tf.reshape}; one size may be -1. */
  public static Tensor of(Object tensor, Object shape, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Reshape"))) {
      Tensor in = ToTensor.of(tensor, null, "tensor");
      Tensor sizes =
          shape instanceof Shape dims
              ? ToTensor.beside(DType.INT32, dims.dims(), "shape")
              : ToTensor.beside(DType.INT32, shape, "shape");
      return DEF.call(scope.name(), Attrs.none(), in, sizes);
    }
  }

  private static List<Shape> infer(InferCall call) {
    RawTensor sizes = call.constant(1);
    if (sizes == null) {
      Shape shape = call.shape(1);
      if (shape.isFullyDefined() && shape.rank() == 1) {
        long[] dims = new long[(int) shape.dim(0)];
        Arrays.fill(dims, Shape.UNKNOWN_SIZE);
        return List.of(Shape.of(dims));
      }
      return List.of(Shape.unknown());
    }
    long[] dims = Fill.longs(sizes);
    if (!call.shape(0).isFullyDefined()) {
      return List.of(Shape.of(dims));
    }
    Shape resolved = resolve(dims, call.shape(0).numElements());
    if (resolved == null) {
      throw call.invalid("%s cannot take shape %s", call.shape(0), Arrays.toString(dims));
    }
    return List.of(resolved);
  }

  private static @org.jspecify.annotations.Nullable Shape resolve(long[] wanted, long elements) {
    long[] dims = wanted.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < -1 || (dims[i] == -1 && open >= 0)) {
        return null;
      }
      open = dims[i] == -1 ? i : open;
      known *= dims[i] == -1 ? 1 : dims[i];
    }
    if (open >= 0) {
      if (known == 0 ? elements != 0 : elements % known != 0) {
        return null;
      }
      dims[open] = known == 0 ? 0 : elements / known;
    } else if (known != elements) {
      return null;
    }
    return Shape.of(dims);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] wanted = Fill.longs(call.input(1).raw());
    Shape shape = resolve(wanted, in.shape().numElements());
    if (shape == null) {
      throw new InvalidArgumentError(
          "Reshape: %s cannot take shape %s".formatted(in.shape(), Arrays.toString(wanted)));
    }
    RawTensor raw = in.raw();
    return EagerTensor.of(
        in.dtype().isFixedWidth()
            ? RawTensor.of(in.dtype(), shape, raw.bytes())
            : RawTensor.ofElements(in.dtype(), shape, raw.elements()));
  }
}
