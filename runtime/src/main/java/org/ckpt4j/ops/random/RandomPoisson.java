package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code RandomPoissonV2}: counts of Poisson distributions; of small rates by Knuth's products, of
 * others by Hörmann's transformed rejection. All is computed in double.
 */
final class RandomPoisson {
  private static final DType[] TYPES = {
    DType.FLOAT16, DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64
  };

  static final OpDef DEF =
      OpDef.named("RandomPoissonV2")
          .inputs("shape: S", "rate: R")
          .outputs("output: dtype")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("S", AttrKind.TYPE)
          .allow("S", DType.INT32, DType.INT64)
          .attr("R", AttrKind.TYPE, DType.FLOAT64)
          .allow("R", TYPES)
          .attr("dtype", AttrKind.TYPE, DType.INT64)
          .allow("dtype", TYPES)
          .stateful()
          .infer(
              call -> List.of(RandomShapes.joined(RandomShapes.inferred(call, 0), call.shape(1))))
          .compute(call -> compute(call, call.attr("dtype")))
          .noGradient()
          .build();

  /** The older one, whose counts have the type of the rates. */
  static final OpDef OLD =
      OpDef.named("RandomPoisson")
          .inputs("shape: S", "rate: dtype")
          .outputs("output: dtype")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("S", AttrKind.TYPE)
          .allow("S", DType.INT32, DType.INT64)
          .attr("dtype", AttrKind.TYPE)
          .allow("dtype", DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
          .stateful()
          .infer(
              call -> List.of(RandomShapes.joined(RandomShapes.inferred(call, 0), call.shape(1))))
          .compute(call -> compute(call, call.attr("dtype")))
          .noGradient()
          .build();

  /** From here on products would take too long. */
  private static final double LARGE_RATE = 10;

  private RandomPoisson() {}

  private static EagerTensor compute(KernelCall call, DType dtype) {
    Shape outer = RandomShapes.value(call, 0);
    Shape shape = RandomShapes.joined(outer, call.input(1).shape());
    double[] rates = ElementArrays.doubles(call.input(1));
    double[] out = new double[ElementArrays.length(shape)];
    if (outer.numElements() > 0) {
      if (rates.length == 0) {
        throw new InvalidArgumentError("RandomPoisson: there are no rates to draw counts of");
      }
      Philox start = RandomKernel.of(call).reserve((long) out.length * Distribution.RESERVED);
      draw(rates, outer.numElements(), start, out);
    }
    if (dtype.isFloating()) {
      return ElementArrays.tensor(dtype, shape, out);
    }
    long[] whole = new long[out.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) out[i];
    }
    return ElementArrays.tensor(dtype, shape, whole);
  }

  private static void draw(double[] rates, long samples, Philox start, double[] out) {
    for (int a = 0; a < rates.length; a++) {
      for (int i = 0; i < samples; i++) {
        long index = a * samples + i;
        Doubles doubles = new Doubles(start.copy().skip(index * Distribution.RESERVED));
        double rate = rates[a];
        out[i * rates.length + a] =
            rate < LARGE_RATE ? byProducts(rate, doubles) : byRejection(rate, doubles);
      }
    }
  }

  private static double byProducts(double rate, Doubles doubles) {
    double least = Math.exp(-rate);
    double product = 1;
    double count = 0;
    while (true) {
      product *= doubles.next();
      if (product <= least) {
        return count;
      }
      count++;
    }
  }

  private static double byRejection(double rate, Doubles doubles) {
    double logRate = Math.log(rate);
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    while (true) {
      double u = doubles.next() - 0.5;
      double v = doubles.next();
      double shifted = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / shifted + b) * u + rate + 0.43);
      if (shifted >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) {
        return k;
      }
      if (k < 0 || (shifted < 0.013 && v > shifted)) {
        continue;
      }
      double s = Math.log(v * inverseAlpha / (a / (shifted * shifted) + b));
      double t = -rate + k * logRate - LogFactorial.of(k);
      if (s <= t) {
        return k;
      }
    }
  }

  /**
   * Pairs of numbers from 0 to below 1, the second of each pair first, as TensorFlow takes them.
   */
  private static final class Doubles {
    private final Philox philox;
    private final int[] lanes = new int[4];
    private final double[] pair = new double[4];
    private int left;

    Doubles(Philox philox) {
      this.philox = philox;
    }

    double next() {
      if (left == 0) {
        philox.next(lanes);
        Variates.uniforms(DType.FLOAT64, lanes, pair);
        left = 2;
      }
      return pair[--left];
    }
  }
}
