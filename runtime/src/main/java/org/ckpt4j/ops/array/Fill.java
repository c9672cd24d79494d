package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
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
import org.ckpt4j.tensor.TensorBytes;

/** {@code Fill}: one value everywhere. */
public final class Fill {
  public static final OpDef DEF =
      OpDef.named("Fill")
          .inputs("dims: index_type", "value: T")
          .outputs("output: T")
          .attr("index_type", AttrKind.TYPE, DType.INT32)
          .allow("index_type", DType.INT32, DType.INT64)
          .infer(Fill::infer)
          .compute(Fill::compute)
          .gradient(
              (call, dy) -> {
                Tensor whole = Objects.requireNonNull(dy.get(0)).asTensor();
                Tensor axes = Range.of(0, ShapeOp.rank(whole), 1);
                return Arrays.asList(null, Registered.call("Sum", whole, axes));
              })
          .build();

  public static final OpDef EMPTY =
      OpDef.named("Empty")
          .inputs("shape: int32")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE)
          .attr("init", AttrKind.BOOL, false)
          .stateful()
          .infer(
              call -> {
                Dims.rank(call, 0, 1);
                return List.of(call.shapeFrom(0));
              })
          .compute(call -> EagerTensor.of(filled(sizes(call), Constants.zero(call.attr("dtype")))))
          .noGradient()
          .build();

  /** Up to this many elements, {@link #constant} puts the values into the graph. */
  private static final long LARGEST_CONSTANT = 1000;

  private Fill() {}

  /** Counterpart: {@code tf.fill}. */
  public static Tensor of(Object dims, Object value, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Fill"))) {
      Tensor sizes = Reshape.sizes(dims, "dims");
      return DEF.call(scope.name(), Attrs.none(), sizes, ToTensor.of(value, null, "value"));
    }
  }

  /**
   * One value everywhere, as {@code tf.zeros} and {@code tf.ones} make it: a constant if it is
   * small, else a {@code Fill} of one.
   *
   * @param value a scalar of the type
   */
  public static Tensor constant(Shape shape, RawTensor value, String name) {
    try (NameScope scope = NameScope.enter(name)) {
      if (org.ckpt4j.framework.Contexts.current().isEager()
          || !value.dtype().isFixedWidth()
          || shape.numElements() < LARGEST_CONSTANT) {
        return Const.of(EagerTensor.of(filled(shape, value)), scope.name());
      }
      Tensor dims =
          Const.of(EagerTensor.of(Values.of(shape.dims(), DType.INT32)), "shape_as_tensor");
      return DEF.call(scope.name(), Attrs.none(), dims, Const.of(EagerTensor.of(value), "Const"));
    }
  }

  /** The value that a scalar has everywhere. */
  public static RawTensor filled(Shape shape, RawTensor scalar) {
    DType dtype = scalar.dtype();
    if (!dtype.isFixedWidth()) {
      return RawTensor.ofElements(
          dtype,
          shape,
          Collections.nCopies(Math.toIntExact(shape.numElements()), scalar.elements().get(0)));
    }
    byte[] pattern = scalar.bytes().toByteArray();
    return RawTensor.of(
        dtype,
        shape,
        new Repeated(pattern, Math.multiplyExact(shape.numElements(), pattern.length)));
  }

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 0, 1);
    Dims.scalar(call, 1);
    long[] dims = Dims.known(call, 0);
    if (dims != null) {
      checked(dims, call::invalid);
    }
    return List.of(call.shapeFrom(0));
  }

  private static Shape checked(long[] dims, Refusal refusal) {
    for (long dim : dims) {
      if (dim < 0) {
        throw refusal.because("size %d is negative", dim);
      }
    }
    return Shape.of(dims);
  }

  private static Shape sizes(KernelCall call) {
    return checked(ElementArrays.longs(call.input(0)), call::invalid);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor value = call.input(1);
    if (value.shape().numElements() != 1) {
      throw call.invalid("the value must be a scalar, given shape %s", value.shape());
    }
    return EagerTensor.of(filled(sizes(call), value.raw()));
  }

  /** One element's bytes again and again; takes no memory of its own. */
  private record Repeated(byte[] pattern, long size) implements TensorBytes {
    @Override
    public ByteBuffer window(long at, int length) {
      java.util.Objects.checkFromIndexSize(at, length, size);
      ByteBuffer out = ByteBuffer.allocate(length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      boolean zero = true;
      for (byte b : pattern) {
        zero &= b == 0;
      }
      if (!zero) {
        for (int i = 0; i < length; i++) {
          out.put(i, pattern[(int) ((at + i) % pattern.length)]);
        }
      }
      return out;
    }
  }
}
