package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.ckpt4j.errors.InvalidArgumentError;
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

/** An operation that goes along one dimension and gives what it has so far at each element. */
public final class ScanOp {
  interface ScanGradient {
    Operand of(GradientCall call, Tensor dy);
  }

  private final Row row;
  private final OpDef def;

  private ScanOp(Row row) {
    this.row = row;
    this.def = row.builder.infer(call -> List.of(call.shape(0))).compute(this::compute).build();
  }

  static Row row(String name) {
    return new Row(name);
  }

  public OpDef def() {
    return def;
  }

  /** Counterparts: {@code tf.cumsum}, {@code tf.math.cumprod}. */
  public Tensor of(Object x, Object axis, boolean exclusive, boolean reverse, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, def.name()))) {
      Tensor along = ToTensor.of(axis, null, "axis");
      return def.call(
          scope.name(),
          Attrs.of("exclusive", exclusive, "reverse", reverse),
          ToTensor.of(x, null, "x"),
          along);
    }
  }

  /** As one node of the operation's own name, with no scope around it. */
  Tensor node(Tensor x, Tensor axis, boolean exclusive, boolean reverse) {
    return def.call(Attrs.of("exclusive", exclusive, "reverse", reverse), x, axis);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    Shape shape = x.shape();
    if (call.input(1).shape().rank() != 0) {
      throw new InvalidArgumentError(def.name() + ": the axis must be one number");
    }
    long wanted = call.input(1).longValue();
    int rank = shape.rank();
    int axis = (int) (wanted < 0 ? wanted + rank : wanted);
    if (wanted < -rank || wanted >= rank) {
      throw new InvalidArgumentError(
          "%s: axis %d does not exist in shape %s".formatted(def.name(), wanted, shape));
    }
    int inner = 1;
    for (int i = axis + 1; i < rank; i++) {
      inner *= (int) shape.dim(i);
    }
    Walk walk =
        new Walk(
            ElementArrays.length(shape),
            (int) shape.dim(axis),
            inner,
            call.<Boolean>attr("exclusive"),
            call.<Boolean>attr("reverse"));
    DType dtype = x.dtype();
    if (dtype.isFloating() && row.real != null) {
      return ElementArrays.tensor(dtype, shape, walk.real(ElementArrays.doubles(x), row));
    } else if (dtype.isComplex() && row.complex != null) {
      return ElementArrays.complexTensor(dtype, shape, walk.complex(ElementArrays.complex(x), row));
    } else if (dtype.isFixedWidth() && !dtype.isComplex() && row.whole != null) {
      return ElementArrays.tensor(dtype, shape, walk.whole(ElementArrays.longs(x), row));
    }
    throw new UnimplementedError("%s is not defined for %s".formatted(def.name(), dtype));
  }

  /** The lines along the dimension: {@code size} elements, {@code inner} apart. */
  private record Walk(int length, int size, int inner, boolean exclusive, boolean reverse) {
    private interface Line {
      void along(int start, int step);
    }

    private void forEach(Line line) {
      int lines = size == 0 ? 0 : length / size;
      for (int l = 0; l < lines; l++) {
        int start = l / inner * inner * size + l % inner;
        line.along(reverse ? start + (size - 1) * inner : start, reverse ? -inner : inner);
      }
    }

    double[] real(double[] x, Row row) {
      double[] out = new double[x.length];
      forEach(
          (start, step) -> {
            double soFar = row.first;
            for (int i = 0, at = start; i < size; i++, at += step) {
              double next = row.real.applyAsDouble(soFar, x[at]);
              out[at] = exclusive ? soFar : next;
              soFar = next;
            }
          });
      return out;
    }

    long[] whole(long[] x, Row row) {
      long[] out = new long[x.length];
      forEach(
          (start, step) -> {
            long soFar = (long) row.first;
            for (int i = 0, at = start; i < size; i++, at += step) {
              long next = row.whole.applyAsLong(soFar, x[at]);
              out[at] = exclusive ? soFar : next;
              soFar = next;
            }
          });
      return out;
    }

    double[] complex(double[] x, Row row) {
      double[] out = new double[x.length];
      forEach(
          (start, step) -> {
            Complex soFar = new Complex(row.first, 0);
            for (int i = 0, at = start; i < size; i++, at += step) {
              Complex next = row.complex.apply(soFar, new Complex(x[2 * at], x[2 * at + 1]));
              Complex here = exclusive ? soFar : next;
              out[2 * at] = here.real();
              out[2 * at + 1] = here.imaginary();
              soFar = next;
            }
          });
      return out;
    }
  }

  /** One row of a table: everything there is to know of the operation. */
  static final class Row {
    private final OpDef.Builder builder;
    private double first;
    private @Nullable DoubleBinaryOperator real;
    private @Nullable LongBinaryOperator whole;
    private @Nullable BinaryOperator<Complex> complex;

    private Row(String name) {
      builder =
          OpDef.named(name)
              .inputs("x: T", "axis: Tidx")
              .outputs("out: T")
              .attr("exclusive", AttrKind.BOOL, false)
              .attr("reverse", AttrKind.BOOL, false)
              .attr("Tidx", AttrKind.TYPE, DType.INT32)
              .allow("Tidx", DType.INT32, DType.INT64);
    }

    Row types(List<DType> types) {
      builder.attr("T", AttrKind.TYPE).allow("T", NumberTypes.array(types));
      return this;
    }

    Row real(double firstValue, DoubleBinaryOperator function) {
      first = firstValue;
      real = function;
      return this;
    }

    Row whole(LongBinaryOperator function) {
      whole = function;
      return this;
    }

    Row complex(BinaryOperator<Complex> function) {
      complex = function;
      return this;
    }

    ScanOp gradient(ScanGradient gradient) {
      builder.gradient(
          (call, dys) -> {
            Operand dy = dys.get(0);
            return Arrays.asList(dy == null ? null : gradient.of(call, dy.asTensor()), null);
          });
      return new ScanOp(this);
    }
  }
}
