package org.ckpt4j.ops.math;

import static org.ckpt4j.tensor.DType.COMPLEX128;
import static org.ckpt4j.tensor.DType.COMPLEX64;
import static org.ckpt4j.tensor.DType.FLOAT32;
import static org.ckpt4j.tensor.DType.FLOAT64;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ckpt4j.errors.InvalidArgumentError;
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

/** Complex numbers put together and taken apart. */
public final class ComplexParts {
  public static final OpDef COMPLEX =
      OpDef.named("Complex")
          .inputs("real: T", "imag: T")
          .outputs("out: Tout")
          .attr("T", AttrKind.TYPE, FLOAT32)
          .allow("T", FLOAT32, FLOAT64)
          .attr("Tout", AttrKind.TYPE, COMPLEX64)
          .allow("Tout", COMPLEX64, COMPLEX128)
          .infer(Broadcast::infer)
          .compute(ComplexParts::joined)
          .gradient(
              (call, dys) -> {
                Operand dy = dys.get(0);
                return dy == null
                    ? Arrays.asList(null, null)
                    : Expressions.reduced(
                        call.input(0),
                        call.input(1),
                        part(ComplexParts.REAL, dy.asTensor()),
                        part(ComplexParts.IMAG, dy.asTensor()));
              })
          .build();

  public static final OpDef REAL =
      part("Real", "input", "output", Complex::real, ComplexParts::realGradient);

  public static final OpDef IMAG =
      part("Imag", "input", "output", Complex::imaginary, ComplexParts::imagGradient);

  public static final OpDef ANGLE =
      part(
          "Angle",
          "input",
          "output",
          z -> Math.atan2(z.imaginary(), z.real()),
          ComplexParts::angleGradient);

  public static final OpDef COMPLEX_ABS =
      part("ComplexAbs", "x", "y", ComplexFunctions::abs, ComplexParts::absGradient);

  public static final OpDef CONJ =
      OpDef.named("Conj")
          .inputs("input: T")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE, COMPLEX64)
          .allow("T", COMPLEX64, COMPLEX128, DType.VARIANT)
          .infer(call -> List.of(call.shape(0)))
          .compute(ComplexParts::conjugate)
          .gradient(
              (call, dys) -> {
                Operand dy = dys.get(0);
                return Arrays.asList(dy == null ? null : Expressions.conj(dy.asTensor()));
              })
          .build();

  private ComplexParts() {}

  static List<OpDef> defs() {
    return List.of(COMPLEX, REAL, IMAG, ANGLE, COMPLEX_ABS, CONJ);
  }

  private interface PartGradient {
    Tensor of(GradientCall call, Tensor dy);
  }

  private static OpDef part(
      String name,
      String input,
      String output,
      ToDoubleFunction<Complex> function,
      PartGradient gradient) {
    return OpDef.named(name)
        .inputs(input + ": T")
        .outputs(output + ": Tout")
        .attr("T", AttrKind.TYPE, COMPLEX64)
        .allow("T", COMPLEX64, COMPLEX128)
        .attr("Tout", AttrKind.TYPE, FLOAT32)
        .allow("Tout", FLOAT32, FLOAT64)
        .infer(call -> List.of(call.shape(0)))
        .compute(call -> taken(call, function))
        .gradient(
            (call, dys) -> {
              Operand dy = dys.get(0);
              return Arrays.<@Nullable Operand>asList(
                  dy == null ? null : gradient.of(call, dy.asTensor()));
            })
        .build();
  }

  /** The type of a complex type's parts. */
  static DType real(DType complex) {
    return ElementArrays.part(complex);
  }

  /** One node, with the output type that belongs to the input's. */
  static Tensor part(OpDef def, Tensor x) {
    return def.call(Attrs.of("Tout", real(x.dtype())), x);
  }

  /** Counterparts: {@code tf.math.real}, {@code imag}, {@code angle}: real numbers are theirs. */
  public static Tensor of(OpDef def, String name, Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, name))) {
      Tensor z = ToTensor.of(x, null, "input");
      return def.call(scope.name(), Attrs.of("Tout", real(z.dtype())), z);
    }
  }

  /** Counterpart: {@code tf.complex}. */
  public static Tensor of(Object real, Object imaginary, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Complex"))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(real, imaginary, "real", "imag");
      DType out = pair.x().dtype() == FLOAT64 ? COMPLEX128 : COMPLEX64;
      return COMPLEX.call(scope.name(), Attrs.of("Tout", out), pair.x(), pair.y());
    }
  }

  private static Tensor complex(Tensor real, Tensor imaginary) {
    DType out = real.dtype() == FLOAT64 ? COMPLEX128 : COMPLEX64;
    return COMPLEX.call(Attrs.of("Tout", out), real, imaginary);
  }

  private static EagerTensor joined(KernelCall call) {
    EagerTensor x = call.input(0);
    EagerTensor y = call.input(1);
    Shape shape = Broadcast.of(x.shape(), y.shape());
    if (shape == null) {
      throw new InvalidArgumentError(
          "Complex: shapes %s and %s do not fit".formatted(x.shape(), y.shape()));
    }
    double[] a = ElementArrays.doubles(x);
    double[] b = ElementArrays.doubles(y);
    double[] out = new double[2 * ElementArrays.length(shape)];
    new BroadcastLoop(shape, x.shape(), y.shape())
        .forEach(
            (to, at, step, count) -> {
              for (int i = 0; i < count; i++) {
                out[2 * (to + i)] = a[at[0] + i * step[0]];
                out[2 * (to + i) + 1] = b[at[1] + i * step[1]];
              }
            });
    return ElementArrays.complexTensor(call.attr("Tout"), shape, out);
  }

  private static EagerTensor taken(KernelCall call, ToDoubleFunction<Complex> function) {
    double[] parts = ElementArrays.complex(call.input(0));
    double[] out = new double[parts.length / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = function.applyAsDouble(new Complex(parts[2 * i], parts[2 * i + 1]));
    }
    return ElementArrays.tensor(call.attr("Tout"), call.input(0).shape(), out);
  }

  private static EagerTensor conjugate(KernelCall call) {
    EagerTensor x = call.input(0);
    if (!x.dtype().isComplex()) {
      return x;
    }
    double[] parts = ElementArrays.complex(x);
    for (int i = 1; i < parts.length; i += 2) {
      parts[i] = -parts[i];
    }
    return ElementArrays.complexTensor(x.dtype(), x.shape(), parts);
  }

  private static Tensor realGradient(GradientCall call, Tensor dy) {
    return complex(dy, Expressions.number(dy.dtype(), 0));
  }

  private static Tensor imagGradient(GradientCall call, Tensor dy) {
    return complex(Expressions.number(dy.dtype(), 0), dy);
  }

  private static Tensor angleGradient(GradientCall call, Tensor dy) {
    Tensor x = call.input(0);
    Tensor turned = complex(part(IMAG, x), part(REAL, x));
    Tensor slope = UnaryOps.RECIPROCAL.call(turned);
    Tensor wide = complex(dy, Expressions.number(dy.dtype(), 0));
    return Expressions.mul(Expressions.neg(wide), slope);
  }

  private static Tensor absGradient(GradientCall call, Tensor dy) {
    Tensor size = call.output(0);
    Tensor scaled = Expressions.mul(complex(dy, Expressions.zerosLike(dy)), call.input(0));
    return Arithmetic.DIV_NO_NAN.node(scaled, complex(size, Expressions.zerosLike(size)));
  }
}
