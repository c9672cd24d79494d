package org.ckpt4j.ops.math;

import static org.ckpt4j.TF.gradientTape;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ckpt4j.eager.GradientTape;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients, and gradients of gradients, agree with how the values change. */
class FiniteDifferencesTest {
  private static final double STEP = 1e-5;

  /** A function of one tensor, where to try it, and whether its gradient can be differentiated. */
  private record Trial(String name, Function<Tensor, Tensor> f, Tensor at, boolean twice) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tensor tensor(Shape shape, double low, double high) {
    double[] values = new double[(int) shape.numElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * ((i * 0.6180339887 + 0.37) % 1);
    }
    return ElementArrays.tensor(DType.FLOAT64, shape, values);
  }

  private static final Shape MATRIX = Shape.of(2, 3);

  private static Stream<Trial> trials() {
    List<Trial> all = new ArrayList<>();
    wide(all, UnaryOps.EXP, UnaryOps.EXPM1, UnaryOps.SIN, UnaryOps.COS, UnaryOps.ATAN);
    wide(all, UnaryOps.SINH, UnaryOps.COSH, UnaryOps.TANH, UnaryOps.ASINH, UnaryOps.SIGMOID);
    wide(all, UnaryOps.SQUARE, UnaryOps.NEG, UnaryOps.SOFTPLUS, UnaryOps.RELU, UnaryOps.RELU6);
    wide(all, UnaryOps.ELU, UnaryOps.SELU, UnaryOps.LEAKY_RELU, UnaryOps.ABS, SpecialOps.ERF);
    wide(all, SpecialOps.ERFC, SpecialOps.DAWSN, SpecialOps.FRESNEL_COS, SpecialOps.FRESNEL_SIN);
    wide(all, BesselOps.I0, BesselOps.I1, BesselOps.I0E, BesselOps.I1E, BesselOps.J0);
    wide(all, BesselOps.J1);
    above(all, UnaryOps.LOG, UnaryOps.LOG1P, UnaryOps.SQRT, UnaryOps.RSQRT, UnaryOps.RECIPROCAL);
    above(all, UnaryOps.INV, SpecialOps.LGAMMA, SpecialOps.EXPINT, SpecialOps.SPENCE);
    above(all, BesselOps.K0, BesselOps.K1, BesselOps.K0E, BesselOps.K1E, BesselOps.Y0);
    above(all, BesselOps.Y1, SpecialOps.DIGAMMA);
    inside(all, UnaryOps.ASIN, UnaryOps.ACOS, UnaryOps.ATANH, UnaryOps.TAN, SpecialOps.ERFINV);
    all.add(once("Softsign", UnaryOps.SOFTSIGN::call, tensor(MATRIX, -2, 2)));
    all.add(new Trial("Acosh", UnaryOps.ACOSH::call, tensor(MATRIX, 1.2, 3), true));
    all.add(new Trial("Ndtri", SpecialOps.NDTRI::call, tensor(MATRIX, 0.1, 0.9), true));
    for (BinaryOp op :
        List.of(
            Arithmetic.ADD,
            Arithmetic.ADD_V1,
            Arithmetic.SUB,
            Arithmetic.MUL,
            Arithmetic.REAL_DIV,
            Arithmetic.DIV,
            Arithmetic.DIV_NO_NAN,
            Arithmetic.MUL_NO_NAN,
            Arithmetic.POW,
            Arithmetic.MAXIMUM,
            Arithmetic.MINIMUM,
            Arithmetic.SQUARED_DIFFERENCE,
            Arithmetic.ATAN2,
            Arithmetic.XDIVY,
            Arithmetic.XLOGY,
            Arithmetic.XLOG1PY,
            Arithmetic.FLOOR_MOD)) {
      pairs(all, op, true);
    }
    pairs(all, SpecialOps.IGAMMA, false);
    pairs(all, SpecialOps.IGAMMAC, false);
    Tensor q = tensor(MATRIX, 1, 3);
    Tensor s = tensor(MATRIX, 2, 4);
    all.add(new Trial("Zeta", x -> SpecialOps.ZETA.node(s, x), q, true));
    Tensor order = Expressions.number(DType.FLOAT64, 2);
    all.add(new Trial("Polygamma", x -> SpecialOps.POLYGAMMA.node(order, x), q, true));
    Tensor a = tensor(MATRIX, 1, 2);
    Tensor x01 = tensor(MATRIX, 0.2, 0.8);
    all.add(new Trial("Betainc", x -> Betainc.DEF.call(Attrs.none(), a, q, x), x01, true));
    Tensor wide = tensor(Shape.of(2, 3, 2), 0.5, 2);
    for (ReductionOp op :
        List.of(
            Reductions.SUM,
            Reductions.MEAN,
            Reductions.PROD,
            Reductions.MAX,
            Reductions.MIN,
            Reductions.EUCLIDEAN_NORM)) {
      for (long[] axes : new long[][] {{}, {1}, {0, 2}, {-1, 0, 1}}) {
        Tensor along = Expressions.ints(axes);
        String name = op.def().name() + java.util.Arrays.toString(axes);
        all.add(new Trial(name, x -> op.node(x, along, false), wide, true));
        all.add(new Trial(name + " kept", x -> op.node(x, along, true), wide, true));
      }
    }
    for (ScanOp op : List.of(Scans.CUMSUM, Scans.CUMPROD, Scans.CUMULATIVE_LOGSUMEXP)) {
      for (boolean exclusive : new boolean[] {false, true}) {
        for (boolean reverse : new boolean[] {false, true}) {
          Tensor axis = Expressions.number(DType.INT32, 1);
          boolean bounded = op != Scans.CUMULATIVE_LOGSUMEXP || !exclusive;
          if (bounded) {
            String name = op.def().name() + exclusive + reverse;
            all.add(new Trial(name, x -> op.node(x, axis, exclusive, reverse), wide, false));
          }
        }
      }
    }
    Tensor low = Expressions.number(DType.FLOAT64, -0.8);
    Tensor high = Expressions.number(DType.FLOAT64, 0.9);
    Tensor some = tensor(MATRIX, -2, 2);
    all.add(
        new Trial(
            "ClipByValue", x -> ClipByValue.DEF.call(Attrs.none(), x, low, high), some, true));
    Tensor three = tensor(MATRIX, 1, 2);
    all.add(new Trial("Cross", x -> Cross.DEF.call(Attrs.none(), x, three), some, true));
    all.add(new Trial("L2Loss", x -> L2Loss.DEF.call(Attrs.none(), x), some, true));
    all.add(
        new Trial(
            "SelectV2",
            x -> {
              Tensor mask = Comparisons.GREATER.node(some, Expressions.number(DType.FLOAT64, 0));
              return Expressions.select(mask, Expressions.mul(x, x), x);
            },
            some,
            true));
    return all.stream();
  }

  private static Trial once(String name, Function<Tensor, Tensor> f, Tensor at) {
    return new Trial(name, f, at, false);
  }

  private static void wide(List<Trial> all, UnaryOp... ops) {
    add(all, -2, 2, ops);
  }

  private static void above(List<Trial> all, UnaryOp... ops) {
    add(all, 0.4, 3, ops);
  }

  private static void inside(List<Trial> all, UnaryOp... ops) {
    add(all, -0.7, 0.7, ops);
  }

  private static void add(List<Trial> all, double low, double high, UnaryOp... ops) {
    for (UnaryOp op : ops) {
      Tensor at = tensor(MATRIX, low, high);
      all.add(
          new Trial(
              op.def().name(),
              x ->
                  op == UnaryOps.LEAKY_RELU
                      ? op.def().call(Attrs.of("alpha", 0.3f), x)
                      : op.call(x),
              at,
              true));
    }
  }

  /** Each argument in turn, wide beside narrow and narrow beside wide. */
  private static void pairs(List<Trial> all, BinaryOp op, boolean twice) {
    Tensor other = tensor(MATRIX, 0.6, 1.7);
    Tensor same = tensor(MATRIX, 1, 2.9);
    Tensor narrow = tensor(Shape.of(3), 1, 2.9);
    Tensor column = tensor(Shape.of(2, 1), 0.6, 1.7);
    String name = op.def().name();
    all.add(new Trial(name + " first", x -> op.node(x, same), other, twice));
    all.add(new Trial(name + " second", x -> op.node(other, x), same, twice));
    all.add(new Trial(name + " first narrow", x -> op.node(x, other), narrow, twice));
    all.add(new Trial(name + " second narrow", x -> op.node(other, x), narrow, twice));
    all.add(new Trial(name + " column", x -> op.node(x, same), column, twice));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void gradientsAgree(Trial trial) {
    compare(trial.f(), trial.at(), 2e-7);
  }

  static Stream<Trial> trialsTwice() {
    return trials().filter(Trial::twice);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trialsTwice")
  void gradientsOfGradientsAgree(Trial trial) {
    compare(x -> gradient(trial.f(), x), trial.at(), 2e-6);
  }

  private static Tensor gradient(Function<Tensor, Tensor> f, Tensor x) {
    GradientTape tape = gradientTape();
    Tensor y;
    try (var recording = tape.enter()) {
      tape.watch(x);
      y = weighed(f.apply(x));
    }
    var found = tape.gradient(y, x);
    return found == null ? Expressions.zerosLike(x) : found.asTensor();
  }

  /** Made one number, in which each element counts differently. */
  private static Tensor weighed(Tensor y) {
    return Reductions.SUM.of(Expressions.mul(y, tensor(y.shape(), 0.5, 1.5)), null);
  }

  private static void compare(Function<Tensor, Tensor> f, Tensor at, double tolerance) {
    double[] slope = doubles(gradient(f, at));
    double[] x = doubles(at);
    for (int i = 0; i < x.length; i++) {
      double difference = value(f, at.shape(), x, i, STEP) - value(f, at.shape(), x, i, -STEP);
      double want = difference / (2 * STEP);
      assertEquals(want, slope[i], tolerance * Math.max(1, Math.abs(want)) * 10, "element " + i);
    }
  }

  private static double value(
      Function<Tensor, Tensor> f, Shape shape, double[] x, int i, double step) {
    double[] moved = x.clone();
    moved[i] += step;
    Tensor y = weighed(f.apply(ElementArrays.tensor(DType.FLOAT64, shape, moved)));
    return ((EagerTensor) Objects.requireNonNull(y)).doubleValue();
  }

  private static double[] doubles(Tensor tensor) {
    return ElementArrays.doubles((EagerTensor) tensor);
  }
}
