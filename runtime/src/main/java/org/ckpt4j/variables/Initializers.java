package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.random.RandomUniform;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** The usual initializers. Counterpart: {@code tf.compat.v1.zeros_initializer} and its like. */
public final class Initializers {
  private Initializers() {}

  public static Initializer zeros() {
    return (shape, dtype, partition) -> Constants.zeros(shape, dtype);
  }

  public static Initializer ones() {
    return (shape, dtype, partition) -> Constants.ones(shape, dtype);
  }

  /**
   * The same value every time: one number for all elements, or a list of elements in order, of
   * which in a graph the last is repeated.
   */
  public static Initializer constant(Object value) {
    return (shape, dtype, partition) -> {
      RawTensor given = Values.of(value, dtype);
      long have = given.shape().numElements();
      long want = shape.numElements();
      if (have > want || (have == 0 && want > 0)) {
        throw new IllegalArgumentException(
            "a constant initializer of %d elements does not fit shape %s".formatted(have, shape));
      }
      if (have != want && have != 1 && Contexts.current().isEager()) {
        throw new TypeError(
            "a constant initializer of %d elements does not fit shape %s; give one, or %d"
                .formatted(have, shape, want));
      }
      return Const.of(EagerTensor.of(repeated(given, shape)), "Const");
    };
  }

  private static RawTensor repeated(RawTensor given, Shape shape) {
    long have = given.shape().numElements();
    if (have == 1) {
      return Fill.filled(shape, given);
    }
    DType dtype = given.dtype();
    if (!dtype.isFixedWidth()) {
      List<org.ckpt4j.tensor.TensorBytes> items = new ArrayList<>(given.elements());
      while (items.size() < shape.numElements()) {
        items.add(items.get(items.size() - 1));
      }
      return RawTensor.ofElements(dtype, shape, items);
    }
    byte[] bytes = given.bytes().toByteArray();
    int size = Math.toIntExact(Math.multiplyExact(shape.numElements(), dtype.width()));
    byte[] all = java.util.Arrays.copyOf(bytes, size);
    for (int i = bytes.length; i < size; i++) {
      all[i] = all[i - dtype.width()];
    }
    return RawTensor.of(dtype, shape, all);
  }

  /** Evenly between bounds that keep the variance through a layer. Counterpart: Glorot. */
  public static Initializer glorotUniform() {
    return (shape, dtype, partition) -> {
      Shape scaled = partition == null ? shape : partition.fullShape();
      double[] fans = fans(scaled);
      double limit = Math.sqrt(3.0 / Math.max(1.0, (fans[0] + fans[1]) / 2));
      return uniform(shape, dtype, -limit, limit);
    };
  }

  /** Evenly from {@code minimum} to below {@code maximum}. */
  public static Initializer randomUniform(double minimum, double maximum) {
    return (shape, dtype, partition) -> uniform(shape, dtype, minimum, maximum);
  }

  private static Tensor uniform(Shape shape, DType dtype, double minimum, double maximum) {
    try (NameScope scope = NameScope.enter("random_uniform")) {
      Tensor dims = ToTensor.of(shape.dims(), DType.INT32, "shape");
      Tensor low = ToTensor.of(minimum, dtype, "min");
      Tensor high = ToTensor.of(maximum, dtype, "max");
      Tensor unit = RandomUniform.of(null, dims, dtype);
      Tensor width = Arithmetic.SUB.operator(high, low);
      Tensor scaled = Arithmetic.MUL.operator(unit, width);
      return Arithmetic.ADD.def().call(scope.name(), Attrs.none(), scaled, low);
    }
  }

  /** How many numbers go into and come out of one unit; a kernel's window counts for each. */
  private static double[] fans(Shape shape) {
    if (shape.rank() < 1) {
      return new double[] {1, 1};
    }
    if (shape.rank() == 1) {
      return new double[] {shape.dim(0), shape.dim(0)};
    }
    double window = 1;
    for (int i = 0; i < shape.rank() - 2; i++) {
      window *= shape.dim(i);
    }
    return new double[] {
      window * shape.dim(shape.rank() - 2), window * shape.dim(shape.rank() - 1)
    };
  }

  /**
   * What a variable gets that names none: Glorot's for floating types, zeros for others.
   *
   * @throws IllegalArgumentException for types that have no such default
   */
  static Initializer byDefault(String variable, DType dtype) {
    if (dtype.isFloating()) {
      return glorotUniform();
    }
    if (dtype.isInteger() || dtype == DType.BOOL || dtype == DType.STRING) {
      return zeros();
    }
    throw new IllegalArgumentException(
        "variable \"%s\" of %s needs an initializer".formatted(variable, dtype));
  }
}
