package org.ckpt4j.ops.random;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.SpecialOps;
import org.ckpt4j.ops.math.Sum;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code RandomGamma}: numbers of gamma distributions with scale 1, by Marsaglia's and Tsang's
 * transformed rejection; of alpha 1, exponential ones. All is computed in double, as TensorFlow
 * does.
 */
final class RandomGamma {
  static final OpDef DEF =
      OpDef.named("RandomGamma")
          .inputs("shape: S", "alpha: T")
          .outputs("output: T")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("S", AttrKind.TYPE)
          .allow("S", DType.INT32, DType.INT64)
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
          .stateful()
          .infer(
              call -> List.of(RandomShapes.joined(RandomShapes.inferred(call, 0), call.shape(1))))
          .compute(RandomGamma::compute)
          .gradient(RandomGamma::gradient)
          .build();

  private final double alpha;
  private final boolean small;
  private final double d;
  private final double c;
  private final int[] lanes = new int[4];
  private final double[] normals = new double[4];
  private final double[] uniforms = new double[4];

  private RandomGamma(double alpha) {
    this.alpha = alpha;
    this.small = alpha < 1;
    this.d = alpha + (small ? 2.0 : -1.0) / 3;
    this.c = 1.0 / 3 / Math.sqrt(d);
  }

  private static EagerTensor compute(KernelCall call) {
    Shape outer = RandomShapes.value(call, 0);
    EagerTensor alphas = call.input(1);
    Shape shape = RandomShapes.joined(outer, alphas.shape());
    DType dtype = alphas.dtype();
    long samples = outer.numElements();
    if (samples == 0 || alphas.shape().numElements() == 0) {
      throw new InvalidArgumentError(
          "RandomGamma: nothing to draw for shape %s and alpha of shape %s"
              .formatted(outer, alphas.shape()));
    }
    double[] each = ElementArrays.doubles(alphas);
    double[] out = new double[ElementArrays.length(shape)];
    Philox start = RandomKernel.of(call).reserve((long) out.length * Distribution.RESERVED);
    for (int a = 0; a < each.length; a++) {
      RandomGamma gamma = new RandomGamma(each[a]);
      for (int i = 0; i < samples; i++) {
        long index = a * samples + i;
        out[i * each.length + a] = gamma.draw(start.copy().skip(index * Distribution.RESERVED));
      }
    }
    return ElementArrays.tensor(dtype, shape, out);
  }

  /** By implicit differentiation; the drawn dimensions lie in front of alpha's. */
  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor slope =
        SpecialOps.RANDOM_GAMMA_GRAD.def().call(Attrs.none(), call.input(1), call.output(0));
    Tensor each = Arithmetic.MUL.operator(Objects.requireNonNull(dys.get(0)), slope);
    Tensor drawn = Range.of(0, ShapeOp.size(call.input(0), DType.INT32), 1);
    return Arrays.asList(null, Sum.DEF.call(Attrs.none(), each, drawn));
  }

  private double draw(Philox philox) {
    if (alpha == 1) {
      more(philox);
      return -Math.log1p(-uniforms[1]);
    }
    int normalsLeft = 0;
    int uniformsLeft = 0;
    while (true) {
      if (normalsLeft == 0) {
        normalsLeft = 2;
        philox.next(lanes);
        Variates.normals(DType.FLOAT64, lanes, normals);
      }
      double x = normals[--normalsLeft];
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      v = v * v * v;
      if (uniformsLeft == 0) {
        uniformsLeft = more(philox);
      }
      double u = uniforms[--uniformsLeft];
      if (!accepted(x, v, u)) {
        continue;
      }
      if (!small) {
        return d * v;
      }
      if (uniformsLeft == 0) {
        uniformsLeft = more(philox);
      }
      return d * v * Math.pow(uniforms[--uniformsLeft], 1 / alpha);
    }
  }

  private int more(Philox philox) {
    philox.next(lanes);
    Variates.uniforms(DType.FLOAT64, lanes, uniforms);
    return 2;
  }

  private boolean accepted(double x, double v, double u) {
    double square = x * x;
    return u < 1 - 0.0331 * square * square
        || Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v));
  }
}
