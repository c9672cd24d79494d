package org.ckpt4j.ops.math;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Elements;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.ShapeFunction;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An operation on two tensors, element by element, either one widened to the other's shape: what it
 * computes for floats, for whole numbers and for complex ones, and its gradient. The tables of such
 * operations say the rest.
 */
public final class BinaryOp {
  /** What is computed for floats, in double; steps that must round do so to {@code dtype}. */
  interface Real {
    double of(double x, double y, DType dtype);
  }

  /** What is computed for integers; bool is 0 and 1. */
  interface Whole {
    long of(long x, long y, DType dtype);
  }

  /** What is computed for complex numbers; for a result of type bool, zero is false. */
  interface OfComplex {
    Complex of(Complex x, Complex y);
  }

  /** What is computed for strings. */
  interface OfBytes {
    byte[] of(byte[] x, byte[] y);
  }

  /** The gradients of both inputs, given that of the output. */
  interface BinaryGradient {
    List<? extends @Nullable Operand> of(GradientCall call, Tensor dy);
  }

  private static final byte[] TRUE = {1};

  private final Row row;
  private final OpDef def;

  private BinaryOp(Row row) {
    this.row = row;
    this.def =
        row.builder
            .outputs(row.output + (row.toBool ? ": bool" : ": T"))
            .infer(row.shapes)
            .compute(this::compute)
            .build();
  }

  static Row row(String name) {
    return new Row(name, "x: T", "y: T", "z");
  }

  static Row row(String name, String first, String second, String output) {
    return new Row(name, first, second, output);
  }

  public OpDef def() {
    return def;
  }

  /** As the function: {@code tf.add(x, y)}. */
  public Tensor of(Object x, Object y, OpOption... options) {
    return call(Named.among(options, row.functionName), x, y);
  }

  /** As the operator: {@code x + y}, whose nodes are named differently. */
  public Tensor operator(Object x, Object y) {
    // A variable on the left is read before the operator's scope is entered, as in TF.
    Object left = x instanceof Operand operand ? operand.asTensor() : x;
    return call(row.operatorName, left, y);
  }

  private Tensor call(String name, Object x, Object y) {
    try (NameScope scope = NameScope.enter(name)) {
      Pair pair = Pair.of(x, y);
      return def.call(scope.name(), Attrs.none(), pair.x(), pair.y());
    }
  }

  /** As one node of the operation's own name, with no scope around it. */
  Tensor node(Tensor x, Tensor y) {
    return def.call(Attrs.none(), x, y);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    EagerTensor y = call.input(1);
    if (row.equalShapes && !x.shape().equals(y.shape())) {
      throw new InvalidArgumentError(
          "%s: shapes %s and %s are not equal".formatted(def.name(), x.shape(), y.shape()));
    }
    if (row.ifNoFit != null
        && !call.<Boolean>attr("incompatible_shape_error")
        && Broadcast.of(x.shape(), y.shape()) == null) {
      return NumberTypes.scalar(DType.BOOL, row.ifNoFit ? 1 : 0);
    }
    return compute(x, y, row.realOf == null ? row.real : row.realOf.apply(call));
  }

  /** The result for two values; what kernels of other operations use too. */
  public EagerTensor compute(EagerTensor x, EagerTensor y) {
    return compute(x, y, row.real);
  }

  private EagerTensor compute(EagerTensor x, EagerTensor y, @Nullable Real real) {
    DType dtype = x.dtype();
    Shape shape = Broadcast.of(x.shape(), y.shape());
    if (shape == null) {
      throw new InvalidArgumentError(
          "%s: shapes %s and %s do not fit".formatted(def.name(), x.shape(), y.shape()));
    }
    if (dtype == DType.FLOAT32
        && row.floats != null
        && shape.numElements() > FloatLoops.SMALL
        && x.shape().numElements() > 0) {
      return FloatLoops.zip(x, y, shape, row.floats);
    }
    if (dtype == DType.FLOAT32 && row.test != null && shape.numElements() > FloatLoops.SMALL) {
      return FloatLoops.test(x, y, shape, row.test);
    }
    var loop = new BroadcastLoop(shape, x.shape(), y.shape());
    int length = ElementArrays.length(shape);
    if (dtype.isFloating() && real != null) {
      return ofReals(x, y, shape, loop, new double[length], real);
    } else if (dtype.isComplex() && row.complex != null) {
      return ofComplex(x, y, shape, loop, new double[2 * length], row.complex);
    } else if (dtype == DType.STRING && row.bytes != null) {
      return ofStrings(x, y, shape, loop, new byte[length][], row.bytes);
    } else if (!dtype.isFloating()
        && !dtype.isComplex()
        && dtype != DType.STRING
        && row.whole != null) {
      return ofWholes(x, y, shape, loop, new long[length], row.whole);
    }
    throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
  }

  private EagerTensor ofReals(
      EagerTensor x, EagerTensor y, Shape shape, BroadcastLoop loop, double[] out, Real function) {
    DType dtype = x.dtype();
    double[] a = row.bits ? bits(x) : ElementArrays.doubles(x);
    double[] b = row.bits ? bits(y) : ElementArrays.doubles(y);
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0, p = at[0], q = at[1]; i < count; i++, p += step[0], q += step[1]) {
            out[to + i] = function.of(a[p], b[q], dtype);
          }
        });
    if (row.bits) {
      ByteBuffer kept = ElementArrays.allocate(dtype, out.length);
      for (int i = 0; i < out.length; i++) {
        Elements.putDouble(kept, dtype, i, out[i]);
      }
      return ElementArrays.tensor(dtype, shape, kept);
    }
    if (!row.toBool) {
      return ElementArrays.tensor(dtype, shape, out);
    }
    return ElementArrays.tensor(
        DType.BOOL, shape, Arrays.stream(out).mapToLong(v -> v != 0 ? 1 : 0).toArray());
  }

  /** The elements as they are: numbers too small to be normal too. */
  private static double[] bits(EagerTensor x) {
    ByteBuffer bytes = ElementArrays.bytes(x);
    double[] out = new double[ElementArrays.length(x)];
    for (int i = 0; i < out.length; i++) {
      out[i] = Elements.getDouble(bytes, x.dtype(), i);
    }
    return out;
  }

  private EagerTensor ofWholes(
      EagerTensor x, EagerTensor y, Shape shape, BroadcastLoop loop, long[] out, Whole function) {
    DType dtype = x.dtype();
    long[] a = ElementArrays.longs(x);
    long[] b = ElementArrays.longs(y);
    if (row.divides != null && out.length > 0 && Arrays.stream(b).anyMatch(d -> d == 0)) {
      throw row.divides.apply(def.name() + ": integer division by zero");
    }
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0, p = at[0], q = at[1]; i < count; i++, p += step[0], q += step[1]) {
            out[to + i] = function.of(a[p], b[q], dtype);
          }
        });
    return ElementArrays.tensor(row.toBool ? DType.BOOL : dtype, shape, out);
  }

  private EagerTensor ofComplex(
      EagerTensor x,
      EagerTensor y,
      Shape shape,
      BroadcastLoop loop,
      double[] out,
      OfComplex function) {
    double[] a = ElementArrays.complex(x);
    double[] b = ElementArrays.complex(y);
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0, p = at[0], q = at[1]; i < count; i++, p += step[0], q += step[1]) {
            Complex left = new Complex(a[2 * p], a[2 * p + 1]);
            Complex z = function.of(left, new Complex(b[2 * q], b[2 * q + 1]));
            out[2 * (to + i)] = z.real();
            out[2 * (to + i) + 1] = z.imaginary();
          }
        });
    if (!row.toBool) {
      return ElementArrays.complexTensor(x.dtype(), shape, out);
    }
    long[] truth = new long[out.length / 2];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = out[2 * i] != 0 ? 1 : 0;
    }
    return ElementArrays.tensor(DType.BOOL, shape, truth);
  }

  private EagerTensor ofStrings(
      EagerTensor x, EagerTensor y, Shape shape, BroadcastLoop loop, byte[][] out, OfBytes f) {
    byte[][] a = ElementArrays.strings(x);
    byte[][] b = ElementArrays.strings(y);
    loop.forEach(
        (to, at, step, count) -> {
          for (int i = 0, p = at[0], q = at[1]; i < count; i++, p += step[0], q += step[1]) {
            out[to + i] = f.of(a[p], b[q]);
          }
        });
    if (!row.toBool) {
      return ElementArrays.tensor(shape, out);
    }
    return ElementArrays.tensor(
        DType.BOOL, shape, Arrays.stream(out).mapToLong(v -> v.length).toArray());
  }

  static byte[] truth(boolean value) {
    return value ? TRUE : new byte[0];
  }

  /** Two operands of one type: a Java value takes the type of the tensor beside it. */
  record Pair(Tensor x, Tensor y) {
    static Pair of(Object x, Object y) {
      return of(x, y, "x", "y");
    }

    static Pair of(Object x, Object y, String xName, String yName) {
      if (!(x instanceof Operand) && y instanceof Operand) {
        Tensor right = ToTensor.of(y, null, yName);
        return new Pair(ToTensor.beside(right.dtype(), x, xName), right);
      }
      Tensor left = ToTensor.of(x, null, xName);
      return new Pair(left, ToTensor.beside(left.dtype(), y, yName));
    }
  }

  /** One row of a table: everything there is to know of the operation. */
  static final class Row {
    private final String name;
    private final OpDef.Builder builder;
    private final String output;
    private String functionName;
    private String operatorName;
    private ShapeFunction shapes = Broadcast::infer;
    private boolean toBool;
    private @Nullable Function<String, OpError> divides;
    private boolean equalShapes;
    private boolean bits;
    private @Nullable Boolean ifNoFit;
    private @Nullable Real real;
    private @Nullable Function<KernelCall, Real> realOf;
    private @Nullable Whole whole;
    private @Nullable OfComplex complex;
    private @Nullable OfBytes bytes;
    private FloatLoops.@Nullable Binary floats;
    private FloatLoops.@Nullable Test test;

    private Row(String name, String first, String second, String output) {
      this.name = name;
      this.builder = OpDef.named(name).inputs(first, second);
      this.output = output;
      this.functionName = name;
      this.operatorName = name;
    }

    /** The names that nodes get from Python's function and from its operator. */
    Row names(String function, String operator) {
      functionName = function;
      operatorName = operator;
      return this;
    }

    Row types(List<DType> types) {
      builder.attr("T", AttrKind.TYPE).allow("T", NumberTypes.array(types));
      return this;
    }

    Row types(List<DType> types, DType defaultType) {
      builder.attr("T", AttrKind.TYPE, defaultType).allow("T", NumberTypes.array(types));
      return this;
    }

    Row attr(String name, AttrKind kind, Object defaultValue) {
      builder.attr(name, kind, defaultValue);
      return this;
    }

    Row toBool() {
      toBool = true;
      return this;
    }

    /** Integers are divided: a zero divisor is refused before anything is computed. */
    Row divides(Function<String, OpError> failure) {
      divides = failure;
      return this;
    }

    /** Nothing is widened: both shapes must be equal. */
    Row equalShapes() {
      equalShapes = true;
      shapes = BinaryOp::inferEqual;
      return this;
    }

    /** As {@link #equalShapes}, but a graph may be built with others, as in TensorFlow. */
    Row equalShapesWhenRun() {
      equalShapes = true;
      shapes = call -> List.of(call.shape(0));
      return this;
    }

    /** What shapes that do not fit give, where the caller asked for no error. */
    Row ifNoFit(boolean value) {
      ifNoFit = value;
      builder.attr("incompatible_shape_error", AttrKind.BOOL, true);
      shapes =
          call ->
              call.<Boolean>attr("incompatible_shape_error")
                  ? Broadcast.infer(call)
                  : List.of(Broadcast.ofOrScalar(call.shape(0), call.shape(1)));
      return this;
    }

    Row real(DoubleBinaryOperator function) {
      real = (x, y, dtype) -> function.applyAsDouble(x, y);
      return this;
    }

    Row rounded(Real function) {
      real = function;
      return this;
    }

    Row realOf(Function<KernelCall, Real> function) {
      realOf = function;
      return this;
    }

    /** Works on the bits, so that numbers too small to be normal are kept. */
    Row bits(Real function) {
      bits = true;
      real = function;
      return this;
    }

    Row whole(Whole function) {
      whole = function;
      return this;
    }

    Row complex(OfComplex function) {
      complex = function;
      return this;
    }

    Row bytes(OfBytes function) {
      bytes = function;
      return this;
    }

    /** How many FLOAT32 elements are done fast. */
    Row floats(FloatLoops.Binary loop) {
      floats = loop;
      return this;
    }

    /** How many FLOAT32 elements are compared fast. */
    Row floatTest(FloatLoops.Test function) {
      test = function;
      return this;
    }

    BinaryOp gradient(BinaryGradient gradient) {
      builder.gradient(
          (call, dys) -> {
            Operand dy = dys.get(0);
            if (dy == null) {
              return Arrays.asList(null, null);
            }
            Tensor given = dy.asTensor();
            return GradientOrder.of(name, given, () -> gradient.of(call, given));
          });
      return new BinaryOp(this);
    }

    BinaryOp notDifferentiable() {
      builder.notDifferentiable();
      return new BinaryOp(this);
    }

    BinaryOp noGradient() {
      builder.noGradient();
      return new BinaryOp(this);
    }
  }

  private static List<Shape> inferEqual(InferCall call) {
    Shape merged = Broadcast.merged(call.shape(0), call.shape(1));
    if (merged == null) {
      throw call.invalid("shapes %s and %s are not equal", call.shape(0), call.shape(1));
    }
    return List.of(merged);
  }
}
