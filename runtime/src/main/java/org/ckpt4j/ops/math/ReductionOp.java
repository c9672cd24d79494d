package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An operation that makes one element of many along some dimensions: how it begins, what each
 * element adds, and how it ends.
 */
public final class ReductionOp {
  interface Real {
    double of(double soFar, double next);
  }

  interface Whole {
    long of(long soFar, long next, DType dtype);
  }

  interface OfComplex {
    Complex of(Complex soFar, Complex next);
  }

  /** What the result is made of, given how many elements were put together. */
  interface RealEnd {
    double of(double value, long count);
  }

  interface WholeEnd {
    long of(long value, long count, DType dtype);
  }

  interface ReductionGradient {
    @Nullable Operand of(GradientCall call, Tensor dy);
  }

  private final Row row;
  private final OpDef def;

  private ReductionOp(Row row) {
    this.row = row;
    this.def = row.builder.infer(ReductionOp::infer).compute(this::compute).build();
  }

  static Row row(String name) {
    return new Row(name, "T");
  }

  /** A row whose input and output are bool. */
  static Row ofBools(String name) {
    return new Row(name, "bool");
  }

  public OpDef def() {
    return def;
  }

  /**
   * As the function of Python's API.
   *
   * @param axis one dimension, several, or null for all
   */
  public Tensor of(Object input, @Nullable Object axis, OpOption... options) {
    return of(input, axis, false, options);
  }

  /** As {@link #of(Object, Object, OpOption...)}; the dimensions may stay, at size 1. */
  public Tensor of(Object input, @Nullable Object axis, boolean keepDims, OpOption... options) {
    Tensor known = input instanceof Operand operand ? operand.asTensor() : null;
    // TF makes the constant of all dimensions beside the node, one of given dimensions below it.
    Tensor all = axis == null && known != null ? allAxes(known) : null;
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      Tensor x = known == null ? ToTensor.of(input, null, "input") : known;
      Tensor axes =
          all != null
              ? all
              : axis == null ? allAxes(x) : ToTensor.beside(DType.INT32, axis, "reduction_indices");
      return def.call(scope.name(), Attrs.of("keep_dims", keepDims), x, axes);
    }
  }

  /** A constant where the rank is known; but TF takes a range for rank zero too. */
  private static Tensor allAxes(Tensor x) {
    boolean known = x.shape().hasKnownRank();
    if (!known || (x.shape().rank() == 0 && !Contexts.current().isEager())) {
      return Range.of(0, ShapeOp.rank(x), 1);
    }
    long[] axes = new long[x.shape().rank()];
    Arrays.setAll(axes, i -> i);
    return Expressions.ints(axes);
  }

  /** As one node of the operation's own name, with no scope around it. */
  Tensor node(Tensor input, Tensor axes, boolean keepDims) {
    return def.call(Attrs.of("keep_dims", keepDims), input, axes);
  }

  private static List<Shape> infer(InferCall call) {
    boolean keep = call.<Boolean>attr("keep_dims");
    Shape in = call.shape(0);
    Shape indices = call.shape(1);
    if (indices.hasKnownRank() && indices.rank() > 1) {
      throw call.invalid("dimensions must be one number or a vector, given shape %s", indices);
    }
    RawTensor axes = call.constant(1);
    if (!in.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    if (axes == null) {
      long[] unknown = new long[in.rank()];
      Arrays.fill(unknown, Shape.UNKNOWN_SIZE);
      return List.of(keep ? Shape.of(unknown) : Shape.unknown());
    }
    long[] wanted = ElementArrays.longs(EagerTensor.of(axes));
    Shape shape = Reduction.shape(in, wanted, keep);
    if (shape == null) {
      throw call.invalid("dimensions %s do not exist in shape %s", Arrays.toString(wanted), in);
    }
    return List.of(shape);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    Reduction reduction = Reduction.of(in, call.input(1), call.<Boolean>attr("keep_dims"));
    if (reduction == null) {
      throw new InvalidArgumentError(
          "%s: dimensions %s do not exist in shape %s, or are named twice"
              .formatted(
                  def.name(), Arrays.toString(ElementArrays.longs(call.input(1))), in.shape()));
    }
    return compute(in, reduction);
  }

  private EagerTensor compute(EagerTensor in, Reduction reduction) {
    DType dtype = in.dtype();
    if (dtype == DType.FLOAT32 && row.sums && row.before == null) {
      double[] sums = FloatSums.of(in, reduction);
      return ended(sums, dtype, reduction);
    }
    if (dtype.isFloating() && row.real != null) {
      return ofReals(in, reduction, row.real);
    } else if (dtype.isComplex() && row.complex != null) {
      return ofComplex(in, reduction, row.complex);
    } else if (dtype.isFixedWidth() && !dtype.isComplex() && row.whole != null) {
      return ofWholes(in, reduction, row.whole);
    }
    throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
  }

  private EagerTensor ofReals(EagerTensor in, Reduction reduction, Real function) {
    double[] values = ElementArrays.doubles(in);
    if (row.before != null) {
      for (int i = 0; i < values.length; i++) {
        values[i] = row.before.applyAsDouble(values[i]);
      }
    }
    double[] out = ElementArrays.filled(ElementArrays.length(reduction.out()), row.first);
    reduction.forEach(
        (from, to, step, count) -> {
          if (step == 0) {
            double soFar = out[to];
            for (int i = 0; i < count; i++) {
              soFar = function.of(soFar, values[from + i]);
            }
            out[to] = soFar;
          } else {
            for (int i = 0; i < count; i++) {
              out[to + i] = function.of(out[to + i], values[from + i]);
            }
          }
        });
    return ended(out, in.dtype(), reduction);
  }

  private EagerTensor ended(double[] out, DType dtype, Reduction reduction) {
    if (row.realEnd != null) {
      long count = reduction.each();
      for (int i = 0; i < out.length; i++) {
        out[i] = row.realEnd.of(out[i], count);
      }
    }
    return ElementArrays.tensor(dtype, reduction.out(), out);
  }

  private EagerTensor ofWholes(EagerTensor in, Reduction reduction, Whole function) {
    DType dtype = in.dtype();
    long[] values = ElementArrays.longs(in);
    long[] out = new long[ElementArrays.length(reduction.out())];
    Arrays.fill(out, row.firstWhole == null ? (long) row.first : row.firstWhole.of(dtype));
    reduction.forEach(
        (from, to, step, count) -> {
          for (int i = 0, at = to; i < count; i++, at += step) {
            out[at] = function.of(out[at], values[from + i], dtype);
          }
        });
    if (row.wholeEnd != null) {
      long count = reduction.each();
      for (int i = 0; i < out.length; i++) {
        out[i] = row.wholeEnd.of(out[i], count, dtype);
      }
    }
    return ElementArrays.tensor(dtype, reduction.out(), out);
  }

  private EagerTensor ofComplex(EagerTensor in, Reduction reduction, OfComplex function) {
    double[] parts = ElementArrays.complex(in);
    Complex[] out = new Complex[ElementArrays.length(reduction.out())];
    Arrays.fill(out, new Complex(row.first, 0));
    reduction.forEach(
        (from, to, step, count) -> {
          for (int i = 0, at = to; i < count; i++, at += step) {
            int p = 2 * (from + i);
            out[at] = function.of(out[at], new Complex(parts[p], parts[p + 1]));
          }
        });
    double[] result = new double[2 * out.length];
    for (int i = 0; i < out.length; i++) {
      Complex end = out[i];
      if (row.realEnd != null && reduction.each() > 0) {
        // Means are taken part by part; a norm has no imaginary part.
        end =
            new Complex(
                row.realEnd.of(end.real(), reduction.each()),
                row.realEnd.of(end.imaginary(), reduction.each()));
      }
      result[2 * i] = end.real();
      result[2 * i + 1] = end.imaginary();
    }
    return ElementArrays.complexTensor(in.dtype(), reduction.out(), result);
  }

  /** The first value of whole numbers, where the type decides it. */
  interface FirstWhole {
    long of(DType dtype);
  }

  /** One row of a table: everything there is to know of the operation. */
  static final class Row {
    private final OpDef.Builder builder;
    private double first;
    private @Nullable FirstWhole firstWhole;
    private boolean sums;
    private java.util.function.@Nullable DoubleUnaryOperator before;
    private @Nullable Real real;
    private @Nullable Whole whole;
    private @Nullable OfComplex complex;
    private @Nullable RealEnd realEnd;
    private @Nullable WholeEnd wholeEnd;

    private Row(String name, String type) {
      builder =
          OpDef.named(name)
              .inputs("input: " + type, "reduction_indices: Tidx")
              .outputs("output: " + type)
              .attr("keep_dims", AttrKind.BOOL, false)
              .attr("Tidx", AttrKind.TYPE, DType.INT32)
              .allow("Tidx", DType.INT32, DType.INT64);
    }

    Row types(List<DType> types) {
      builder.attr("T", AttrKind.TYPE).allow("T", NumberTypes.array(types));
      return this;
    }

    Row first(double value) {
      first = value;
      return this;
    }

    Row firstWhole(FirstWhole value) {
      firstWhole = value;
      return this;
    }

    /** Floats are added up, which has a fast way. */
    Row sums() {
      sums = true;
      real = Double::sum;
      return this;
    }

    Row before(java.util.function.DoubleUnaryOperator function) {
      before = function;
      return this;
    }

    Row real(Real function) {
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

    Row realEnd(RealEnd function) {
      realEnd = function;
      return this;
    }

    Row wholeEnd(WholeEnd function) {
      wholeEnd = function;
      return this;
    }

    ReductionOp gradient(ReductionGradient gradient) {
      builder.gradient(
          (call, dys) -> {
            Operand dy = dys.get(0);
            return Arrays.asList(dy == null ? null : gradient.of(call, dy.asTensor()), null);
          });
      return new ReductionOp(this);
    }

    ReductionOp noGradient() {
      builder.noGradient();
      return new ReductionOp(this);
    }
  }
}
