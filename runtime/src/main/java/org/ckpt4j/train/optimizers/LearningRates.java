package org.ckpt4j.train.optimizers;

import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * Learning rates that fall with the number of steps, as TensorFlow 1 computes them.
 *
 * <p>Numbers of steps and rates may be numbers, tensors or variables.
 */
public final class LearningRates {
  private LearningRates() {}

  /** {@code rate * decayRate ^ (step / decaySteps)}. */
  public static LearningRate exponentialDecay(
      Object rate,
      Object step,
      Object decaySteps,
      Object decayRate,
      boolean staircase,
      OpOption... options) {
    return named(
        options,
        "ExponentialDecay",
        scope -> {
          Tensor initial = initial(rate);
          Tensor p = progress(initial.dtype(), step, decaySteps, staircase);
          return Arithmetic.MUL.of(
              initial, Arithmetic.POW.of(cast(decayRate, initial.dtype()), p), new Named(scope));
        });
  }

  /** {@code rate * e ^ (-decayRate * step / decaySteps)}. */
  public static LearningRate naturalExpDecay(
      Object rate,
      Object step,
      Object decaySteps,
      Object decayRate,
      boolean staircase,
      OpOption... options) {
    return named(
        options,
        "ExponentialDecay",
        scope -> {
          Tensor initial = initial(rate);
          Tensor p = progress(initial.dtype(), step, decaySteps, staircase);
          Tensor base =
              StandardOps.call("Exp", StandardOps.call("Neg", cast(decayRate, initial.dtype())));
          return Arithmetic.MUL.of(initial, Arithmetic.POW.of(base, p), new Named(scope));
        });
  }

  /** {@code rate / (1 + decayRate * step / decaySteps)}. */
  public static LearningRate inverseTimeDecay(
      Object rate,
      Object step,
      Object decaySteps,
      Object decayRate,
      boolean staircase,
      OpOption... options) {
    return named(
        options,
        "InverseTimeDecay",
        scope -> {
          Tensor initial = initial(rate);
          DType dtype = initial.dtype();
          Tensor p = progress(dtype, step, decaySteps, staircase);
          Tensor below =
              Arithmetic.ADD.of(cast(1, dtype), Arithmetic.MUL.of(cast(decayRate, dtype), p));
          return Arithmetic.REAL_DIV.of(initial, below, new Named(scope));
        });
  }

  /**
   * From {@code rate} to {@code end} in {@code decaySteps} steps, along a power of the way left.
   *
   * @param cycle whether it starts anew from each multiple of {@code decaySteps}, over a longer way
   */
  public static LearningRate polynomialDecay(
      Object rate,
      Object step,
      Object decaySteps,
      Object end,
      Object power,
      boolean cycle,
      OpOption... options) {
    return named(
        options,
        "PolynomialDecay",
        scope -> {
          Tensor initial = initial(rate);
          DType dtype = initial.dtype();
          Tensor last = cast(end, dtype);
          Tensor now = cast(step, dtype);
          Tensor all = cast(decaySteps, dtype);
          if (cycle) {
            Tensor rounds = StandardOps.call("Ceil", Arithmetic.REAL_DIV.of(now, all));
            Tensor started = Arithmetic.GREATER.of(now, cast(0, dtype));
            all =
                Arithmetic.MUL.of(
                    all, StandardOps.call("SelectV2", started, rounds, cast(1, dtype)));
          } else {
            now = Arithmetic.MINIMUM.of(now, all);
          }
          Tensor left = Arithmetic.SUB.of(cast(1, dtype), Arithmetic.REAL_DIV.of(now, all));
          Tensor above =
              Arithmetic.MUL.of(
                  Arithmetic.SUB.of(initial, last), Arithmetic.POW.of(left, cast(power, dtype)));
          return Arithmetic.ADD.of(above, last, new Named(scope));
        });
  }

  /** Falls along a half cosine to {@code alpha * rate} in {@code decaySteps} steps. */
  public static LearningRate cosineDecay(
      Object rate, Object step, Object decaySteps, double alpha, OpOption... options) {
    return named(
        options,
        "CosineDecay",
        scope -> {
          Tensor initial = initial(rate);
          DType dtype = initial.dtype();
          Tensor all = cast(decaySteps, dtype);
          Tensor done = Arithmetic.REAL_DIV.of(Arithmetic.MINIMUM.of(cast(step, dtype), all), all);
          return Arithmetic.MUL.of(
              initial, above(alpha, cosine(done, cast(0.5, dtype))), new Named(scope));
        });
  }

  /**
   * As {@link #cosineDecay}, again and again, each time longer by {@code tMul}, lower by {@code
   * mMul}.
   */
  public static LearningRate cosineDecayRestarts(
      Object rate,
      Object step,
      Object firstDecaySteps,
      double tMul,
      double mMul,
      double alpha,
      OpOption... options) {
    return named(
        options,
        "SGDRDecay",
        scope -> {
          Tensor initial = initial(rate);
          DType dtype = initial.dtype();
          Tensor done = Arithmetic.REAL_DIV.of(cast(step, dtype), cast(firstDecaySteps, dtype));
          Tensor restarts;
          if (tMul == 1) {
            restarts = StandardOps.call("Floor", done);
            done = Arithmetic.SUB.of(done, restarts);
          } else {
            Tensor grown =
                Arithmetic.SUB.of(cast(1, dtype), Arithmetic.MUL.of(done, cast(1 - tMul, dtype)));
            restarts =
                StandardOps.call(
                    "Floor",
                    Arithmetic.REAL_DIV.of(
                        StandardOps.call("Log", grown),
                        StandardOps.call("Log", cast(tMul, dtype))));
            Tensor length = Arithmetic.POW.of(cast(tMul, dtype), restarts);
            Tensor before =
                Arithmetic.REAL_DIV.of(
                    Arithmetic.SUB.of(cast(1, dtype), length), cast(1 - tMul, dtype));
            done = Arithmetic.REAL_DIV.of(Arithmetic.SUB.of(done, before), length);
          }
          Tensor height = Arithmetic.POW.of(cast(mMul, dtype), restarts);
          Tensor half = Arithmetic.MUL.of(cast(0.5, dtype), height);
          return Arithmetic.MUL.of(initial, above(alpha, cosine(done, half)), new Named(scope));
        });
  }

  /** A falling line times a cosine of {@code numPeriods} periods. */
  public static LearningRate linearCosineDecay(
      Object rate,
      Object step,
      Object decaySteps,
      double numPeriods,
      double alpha,
      double beta,
      OpOption... options) {
    return named(
        options,
        "LinearCosineDecay",
        scope -> {
          Tensor initial = initial(rate);
          DType dtype = initial.dtype();
          Tensor all = cast(decaySteps, dtype);
          Tensor now = Arithmetic.MINIMUM.of(cast(step, dtype), all);
          Tensor line = Arithmetic.REAL_DIV.of(Arithmetic.SUB.of(all, now), all);
          Tensor periods =
              Arithmetic.MUL.of(cast(2 * numPeriods, dtype), Arithmetic.REAL_DIV.of(now, all));
          Tensor wave = cosine(periods, cast(0.5, dtype));
          Tensor factor =
              Arithmetic.ADD.of(
                  Arithmetic.MUL.of(Arithmetic.ADD.of(cast(alpha, dtype), line), wave),
                  cast(beta, dtype));
          return Arithmetic.MUL.of(initial, factor, new Named(scope));
        });
  }

  /**
   * {@code values[0]} up to and with the first of {@code boundaries}, and so on.
   *
   * @throws IllegalArgumentException unless there is one value more than boundaries
   */
  public static LearningRate piecewiseConstant(
      Object step, List<?> boundaries, List<?> values, OpOption... options) {
    if (values.size() != boundaries.size() + 1) {
      throw new IllegalArgumentException(
          "%d boundaries need one value more, given %d"
              .formatted(boundaries.size(), values.size()));
    }
    return named(
        options,
        "PiecewiseConstant",
        scope -> {
          Tensor now = HyperParameters.tensor(step, "x");
          Tensor value = HyperParameters.tensor(values.get(0), "values");
          for (int i = 0; i < boundaries.size(); i++) {
            Tensor boundary = boundary(boundaries.get(i), now.dtype());
            Tensor next = HyperParameters.tensor(values.get(i + 1), "values");
            if (next.dtype() != value.dtype()) {
              throw new IllegalArgumentException(
                  "values must be of one type, given %s and %s"
                      .formatted(value.dtype(), next.dtype()));
            }
            value = StandardOps.call("SelectV2", Arithmetic.GREATER.of(now, boundary), next, value);
          }
          return value;
        });
  }

  private static Tensor boundary(Object boundary, DType dtype) {
    Tensor tensor = HyperParameters.tensor(boundary, "boundaries");
    if (tensor.dtype() == dtype) {
      return tensor;
    }
    if (tensor.dtype() == DType.INT32 && dtype == DType.INT64) {
      return Cast.of(tensor, dtype);
    }
    throw new IllegalArgumentException(
        "boundaries of %s for a step of %s; they must have one type"
            .formatted(tensor.dtype(), dtype));
  }

  private interface Formula {
    Tensor compute(String scope);
  }

  private static LearningRate named(OpOption[] options, String name, Formula formula) {
    Supplier<Tensor> compute =
        () -> {
          try (NameScope scope = NameScope.enter(Named.among(options, name))) {
            return formula.compute(scope.name());
          }
        };
    return LearningRate.of(compute);
  }

  private static Tensor initial(Object rate) {
    return HyperParameters.tensor(rate, "initial_learning_rate");
  }

  private static Tensor cast(Object value, DType dtype) {
    if (value instanceof Operand operand) {
      Tensor tensor = operand.asTensor();
      return tensor.dtype() == dtype ? tensor : Cast.of(tensor, dtype);
    }
    return ToTensor.of(((Number) value).doubleValue(), dtype, "Const");
  }

  private static Tensor progress(DType dtype, Object step, Object decaySteps, boolean staircase) {
    Tensor p = Arithmetic.REAL_DIV.of(cast(step, dtype), cast(decaySteps, dtype));
    return staircase ? StandardOps.call("Floor", p) : p;
  }

  private static Tensor cosine(Tensor done, Tensor half) {
    Tensor angle = Arithmetic.MUL.of(cast(Math.PI, done.dtype()), done);
    Tensor wave = Arithmetic.ADD.of(cast(1, done.dtype()), StandardOps.call("Cos", angle));
    return Arithmetic.MUL.of(half, wave);
  }

  private static Tensor above(double alpha, Tensor falling) {
    DType dtype = falling.dtype();
    return Arithmetic.ADD.of(
        Arithmetic.MUL.of(cast(1 - alpha, dtype), falling), cast(alpha, dtype));
  }
}
