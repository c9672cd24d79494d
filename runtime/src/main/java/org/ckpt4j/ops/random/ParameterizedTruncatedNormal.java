package org.ckpt4j.ops.random;

import org.ckpt4j.errors.InternalError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code ParameterizedTruncatedNormal}: normal numbers between two bounds, by one of three kinds of
 * rejection, whichever fits the bounds. All is computed in the type itself, as TensorFlow does.
 */
final class ParameterizedTruncatedNormal {
  static final OpDef DEF =
      OpDef.named("ParameterizedTruncatedNormal")
          .inputs("shape: T", "means: dtype", "stdevs: dtype", "minvals: dtype", "maxvals: dtype")
          .outputs("output: dtype")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("dtype", AttrKind.TYPE)
          .allow("dtype", DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.INT32, DType.INT64)
          .stateful()
          .infer(
              call -> {
                for (int i = 1; i <= 4; i++) {
                  Shape shape = call.shape(i);
                  if (shape.hasKnownRank() && shape.rank() > 1) {
                    throw call.invalid("parameters are single numbers or vectors, given %s", shape);
                  }
                }
                return RandomShapes.first(call);
              })
          .compute(ParameterizedTruncatedNormal::compute)
          .notDifferentiable()
          .build();

  private static final int ATTEMPTS = 1000;
  private static final int BATCH = 100;

  /** With so many deviations inside the bounds, plain normal numbers are tried. */
  private static final double ROOMY = 1.3;

  private final DType dtype;
  private final Philox philox;
  private final double[] out;
  private final int[] lanes = new int[4];
  private double mean;
  private double deviation;
  private double low;
  private double high;
  private int at;
  private int limit;
  private int failures;

  private ParameterizedTruncatedNormal(DType dtype, Philox philox, double[] out) {
    this.dtype = dtype;
    this.philox = philox;
    this.out = out;
  }

  private double r(double x) {
    return Variates.rounded(dtype, x);
  }

  private static EagerTensor compute(KernelCall call) {
    Shape shape = RandomShapes.value(call, 0);
    double[] out = new double[ElementArrays.length(shape)];
    long batches = shape.rank() == 0 ? 1 : shape.dim(0);
    boolean single = true;
    double[][] parameters = new double[4][];
    for (int i = 0; i < 4; i++) {
      EagerTensor parameter = call.input(i + 1);
      parameters[i] = ElementArrays.doubles(parameter);
      boolean one = i < 2 ? parameters[i].length == 1 : parameter.shape().isScalar();
      single &= one;
      if (parameter.shape().rank() > 1
          || (parameters[i].length != 1 && parameters[i].length != batches)) {
        throw new InvalidArgumentError(
            "%s: parameters are single numbers or one for each of %d rows, given shape %s"
                .formatted(call.def().name(), batches, parameter.shape()));
      }
    }
    long each = batches == 0 ? 0 : out.length / batches;
    if (single) {
      each = BATCH;
      batches = (out.length + BATCH - 1L) / BATCH;
    }
    Philox philox = RandomKernel.of(call).reserve(batches * 2 * ATTEMPTS * (each + 3) / 4);
    var draws = new ParameterizedTruncatedNormal(call.attr("dtype"), philox, out);
    for (int b = 0; b < batches; b++) {
      draws.batch(b, (int) each, parameters);
    }
    return ElementArrays.tensor(call.attr("dtype"), shape, out);
  }

  private static double at(double[] parameter, int batch) {
    return parameter[parameter.length == 1 ? 0 : batch];
  }

  private void batch(int b, int size, double[][] parameters) {
    mean = at(parameters[0], b);
    deviation = at(parameters[1], b);
    double minimum = at(parameters[2], b);
    double maximum = at(parameters[3], b);
    if (!(deviation > 0 && minimum < maximum)
        || !(Double.isFinite(minimum) || Double.isFinite(maximum))) {
      throw new InvalidArgumentError(
          "no truncated normal distribution has deviation %s and bounds %s and %s"
              .formatted(deviation, minimum, maximum));
    }
    at = b * size;
    limit = Math.min((b + 1) * size, out.length);
    failures = 0;
    if (minimum == Double.NEGATIVE_INFINITY || maximum < mean) {
      double swapped = minimum;
      minimum = maximum;
      maximum = swapped;
      deviation = -deviation;
    }
    low = r(r(minimum - mean) / deviation);
    high = r(r(maximum - mean) / deviation);
    double root = r(Math.sqrt(r(r(low * low) + 4)));
    double exponent = r(0.5 + r(r(low * r(low - root)) / 4));
    double cutoff = r(r(2 * r(Math.exp(exponent))) / r(low + root));
    double width = r(high - low);
    boolean roomy = (low < -r(ROOMY) && high >= 0) || (high > r(ROOMY) && low <= 0);
    if (roomy) {
      normal();
    } else if (width < cutoff) {
      uniform(width);
    } else {
      exponential();
    }
  }

  private void accept(double z) {
    out[at++] = r(r(z * deviation) + mean);
    failures = 0;
  }

  private void reject() {
    if (++failures > ATTEMPTS) {
      throw new InternalError("no number between the bounds was found in 1000 attempts");
    }
  }

  private void normal() {
    double[] drawn = new double[4];
    while (at < limit) {
      philox.next(lanes);
      Variates.normals(dtype, lanes, drawn);
      for (int i = 0; i < Variates.group(dtype) && at < limit; i++) {
        if (drawn[i] >= low && drawn[i] <= high) {
          accept(drawn[i]);
        } else {
          reject();
        }
      }
    }
  }

  private void uniform(double width) {
    double most = low < 0 ? 0 : r(low * low);
    double[] z = new double[4];
    double[] u = new double[4];
    while (at < limit) {
      philox.next(lanes);
      Variates.uniforms(dtype, lanes, z);
      philox.next(lanes);
      Variates.uniforms(dtype, lanes, u);
      for (int i = 0; i < Variates.group(dtype) && at < limit; i++) {
        double candidate = r(r(z[i] * width) + low);
        double g = r(r(most - r(candidate * candidate)) / 2);
        if (u[i] <= r(Math.exp(g))) {
          accept(candidate);
        } else {
          reject();
        }
      }
    }
  }

  private void exponential() {
    double alpha = r(r(low + r(Math.sqrt(r(r(low * low) + 4)))) / 2);
    double[] drawn = new double[4];
    while (at < limit) {
      philox.next(lanes);
      Variates.uniforms(dtype, lanes, drawn);
      for (int i = 0; i < Variates.group(dtype) && at < limit; i += 2) {
        double z = r(r(-r(Math.log(drawn[i])) / alpha) + low);
        double x = low < alpha ? r(alpha - z) : r(low - alpha);
        double g = r(Math.exp(r(r(-x * x) / 2)));
        if (drawn[i + 1] <= g && z < high) {
          accept(z);
        } else {
          reject();
        }
      }
    }
  }
}
