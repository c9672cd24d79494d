package org.ckpt4j.ops.array;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Elements;
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
          .infer(Fill::infer)
          .compute(Fill::compute)
          .gradientLater()
          .build();

  /** Up to this many elements, {@link #constant} puts the values into the graph. */
  private static final long LARGEST_CONSTANT = 1000;

  private Fill() {}

  /** Counterpart: {@code tf.fill}. */
  public static Tensor of(Object dims, Object value, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Fill"))) {
      Tensor sizes =
          ToTensor.beside(DType.INT32, dims instanceof Shape s ? s.dims() : dims, "dims");
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

  /** Integers of any width as longs. */
  static long[] longs(RawTensor sizes) {
    int n = Math.toIntExact(sizes.shape().numElements());
    ByteBuffer bytes = sizes.bytes().window(0, n * sizes.dtype().width());
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      out[i] = Elements.getLong(bytes, sizes.dtype(), i);
    }
    return out;
  }

  private static List<Shape> infer(InferCall call) {
    if (call.shape(1).hasKnownRank() && call.shape(1).rank() != 0) {
      throw call.invalid("the value must be a scalar, given shape %s", call.shape(1));
    }
    RawTensor sizes = call.constant(0);
    if (sizes == null) {
      return List.of(Shape.unknown());
    }
    long[] dims = longs(sizes);
    for (long dim : dims) {
      if (dim < 0) {
        throw call.invalid("size %d is negative", dim);
      }
    }
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    long[] dims = longs(call.input(0).raw());
    for (long dim : dims) {
      if (dim < 0) {
        throw new InvalidArgumentError("Fill: size " + dim + " is negative");
      }
    }
    return EagerTensor.of(filled(Shape.of(dims), call.input(1).raw()));
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
