package org.ckpt4j.ops.math;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one tensor, element by element: what it computes for floats, for whole numbers
 * and for complex ones, and its gradient. The tables of such operations say the rest.
 */
public final class UnaryOp {
  /** What is computed for an integer; bool is 0 and 1. */
  interface Whole {
    long of(long x, DType dtype);
  }

  /** What is computed for floats, in double; steps that must round do so to {@code dtype}. */
  interface Rounded {
    double of(double x, DType dtype);
  }

  /** The gradient of the one input, given that of the output. */
  interface UnaryGradient {
    @Nullable Operand of(GradientCall call, Tensor dy);
  }

  private final OpDef def;
  private final boolean toBool;
  private final @Nullable Function<KernelCall, DoubleUnaryOperator> real;
  private final @Nullable Whole whole;
  private final @Nullable Function<Complex, Complex> complex;
  private final FloatLoops.@Nullable Unary floats;

  private UnaryOp(Row row) {
    toBool = row.toBool;
    real = row.real;
    whole = row.whole;
    complex = row.complex;
    floats = row.floats;
    def =
        row.builder
            .outputs(row.output + (toBool ? ": bool" : ": T"))
            .infer(call -> List.of(call.shape(0)))
            .compute(this::compute)
            .build();
  }

  static Row row(String name) {
    return new Row(name, "x: T", "y");
  }

  /** A row whose input and output have other names than x and y. */
  static Row row(String name, String input, String output) {
    return new Row(name, input, output);
  }

  public OpDef def() {
    return def;
  }

  /** As the function of Python's API. */
  public Tensor of(Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      return def.call(scope.name(), Attrs.none(), ToTensor.of(x, null, "x"));
    }
  }

  /** As one node of the operation's own name, with no scope around it. */
  Tensor call(Tensor x) {
    return def.call(Attrs.none(), x);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    DType dtype = x.dtype();
    DType result = toBool ? DType.BOOL : dtype;
    Shape shape = x.shape();
    if (dtype == DType.FLOAT32 && floats != null && shape.numElements() > FloatLoops.SMALL) {
      return FloatLoops.map(x, floats);
    }
    if (dtype.isFloating() && real != null) {
      double[] in = ElementArrays.doubles(x);
      DoubleUnaryOperator function = real.apply(call);
      for (int i = 0; i < in.length; i++) {
        in[i] = function.applyAsDouble(in[i]);
      }
      return toBool ? bools(shape, in) : ElementArrays.tensor(dtype, shape, in);
    }
    if (dtype.isComplex() && complex != null) {
      double[] parts = ElementArrays.complex(x);
      for (int i = 0; i < parts.length; i += 2) {
        Complex y = complex.apply(new Complex(parts[i], parts[i + 1]));
        parts[i] = y.real();
        parts[i + 1] = y.imaginary();
      }
      return ElementArrays.complexTensor(dtype, shape, parts);
    }
    if (!dtype.isFloating() && !dtype.isComplex() && whole != null && dtype != DType.STRING) {
      long[] in = ElementArrays.longs(x);
      for (int i = 0; i < in.length; i++) {
        in[i] = whole.of(in[i], dtype);
      }
      return ElementArrays.tensor(result, shape, in);
    }
    throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
  }

  private static EagerTensor bools(Shape shape, double[] truth) {
    long[] out = new long[truth.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = truth[i] != 0 ? 1 : 0;
    }
    return ElementArrays.tensor(DType.BOOL, shape, out);
  }

  /** One row of a table: everything there is to know of the operation. */
  static final class Row {
    private final String name;
    private final OpDef.Builder builder;
    private final String output;
    private boolean toBool;
    private @Nullable Function<KernelCall, DoubleUnaryOperator> real;
    private @Nullable Whole whole;
    private @Nullable Function<Complex, Complex> complex;
    private FloatLoops.@Nullable Unary floats;

    private Row(String name, String input, String output) {
      this.name = name;
      this.builder = OpDef.named(name).inputs(input);
      this.output = output;
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

    Row real(DoubleUnaryOperator function) {
      real = call -> function;
      return this;
    }

    Row rounded(Rounded function) {
      real = call -> x -> function.of(x, call.input(0).dtype());
      return this;
    }

    /** A function that the attributes decide. */
    Row realOf(Function<KernelCall, DoubleUnaryOperator> function) {
      real = function;
      return this;
    }

    Row whole(LongUnaryOperator function) {
      whole = (x, dtype) -> function.applyAsLong(x);
      return this;
    }

    /** What the type decides too: uint64 are the same 64 bits. */
    Row wholeOfType(Whole function) {
      whole = function;
      return this;
    }

    Row complex(Function<Complex, Complex> function) {
      complex = function;
      return this;
    }

    /** How many FLOAT32 elements are done fast. */
    Row floats(FloatLoops.Unary loop) {
      floats = loop;
      return this;
    }

    UnaryOp gradient(UnaryGradient gradient) {
      builder.gradient(
          (call, dys) -> {
            Operand dy = dys.get(0);
            if (dy == null) {
              return java.util.Collections.singletonList(null);
            }
            Tensor given = dy.asTensor();
            return GradientOrder.of(
                name, given, () -> java.util.Collections.singletonList(gradient.of(call, given)));
          });
      return new UnaryOp(this);
    }

    UnaryOp notDifferentiable() {
      builder.notDifferentiable();
      return new UnaryOp(this);
    }

    UnaryOp noGradient() {
      builder.noGradient();
      return new UnaryOp(this);
    }
  }
}
