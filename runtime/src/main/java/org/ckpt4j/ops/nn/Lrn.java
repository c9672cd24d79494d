package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code LRN}: local response normalization across neighbouring channels; {@code LRNGrad}. */
final class Lrn {
  static final OpDef DEF =
      attrs(OpDef.named("LRN").inputs("input: T").outputs("output: T"))
          .compute(Lrn::compute)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      Formula.op(
                          "LRNGrad",
                          Attrs.of(
                              "depth_radius", call.attr("depth_radius"),
                              "bias", call.attr("bias"),
                              "alpha", call.attr("alpha"),
                              "beta", call.attr("beta")),
                          Objects.requireNonNull(dys.get(0)),
                          call.input(0),
                          call.output(0))))
          .build();
  static final OpDef GRADIENT =
      attrs(
              OpDef.named("LRNGrad")
                  .inputs("input_grads: T", "input_image: T", "output_image: T")
                  .outputs("output: T"))
          .compute(Lrn::computeGradient)
          .noGradient()
          .build();

  private Lrn() {}

  private static OpDef.Builder attrs(OpDef.Builder def) {
    return def.attr("depth_radius", AttrKind.INT, 5)
        .attr("bias", AttrKind.FLOAT, 1f)
        .attr("alpha", AttrKind.FLOAT, 1f)
        .attr("beta", AttrKind.FLOAT, .5f)
        .attr("T", AttrKind.TYPE, DType.FLOAT32)
        .allow("T", DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32)
        .infer(Lrn::infer);
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = call.shape(0);
    for (int i = 0; i < call.numInputs(); i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() != 4) {
        throw call.invalid("images of rank 4, given shape %s", call.shape(i));
      }
      if (!shape.isCompatibleWith(call.shape(i))) {
        throw call.invalid("shapes %s and %s differ", shape, call.shape(i));
      }
      shape =
          shape.isFullyDefined() ? shape : call.shape(i).isFullyDefined() ? call.shape(i) : shape;
    }
    return List.of(shape);
  }

  private record Numbers(int radius, double bias, double alpha, double beta, int depth) {
    static Numbers of(KernelCall call) {
      Shape shape = call.input(0).shape();
      if (shape.rank() != 4) {
        throw call.invalid("images of rank 4, given shape %s", shape);
      }
      return new Numbers(
          Math.toIntExact(call.<Long>attr("depth_radius")),
          call.<Float>attr("bias"),
          call.<Float>attr("alpha"),
          call.<Float>attr("beta"),
          Math.toIntExact(shape.dim(3)));
    }

    /** What channel {@code c} of the pixel that begins at {@code from} is divided by, unraised. */
    double norm(double[] x, int from, int c) {
      double sum = 0;
      for (int k = Math.max(0, c - radius); k <= Math.min(depth - 1, c + radius); k++) {
        sum += x[from + k] * x[from + k];
      }
      return bias + alpha * sum;
    }
  }

  private static EagerTensor compute(KernelCall call) {
    Numbers n = Numbers.of(call);
    double[] x = ElementArrays.doubles(call.input(0));
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % n.depth();
      y[i] = x[i] * Math.pow(n.norm(x, i - c, c), -n.beta());
    }
    return ElementArrays.tensor(call.input(0).dtype(), call.input(0).shape(), y);
  }

  private static EagerTensor computeGradient(KernelCall call) {
    Numbers n = Numbers.of(call);
    double[] dy = ElementArrays.doubles(call.input(0));
    double[] x = ElementArrays.doubles(call.input(1));
    double[] y = ElementArrays.doubles(call.input(2));
    if (x.length != dy.length || y.length != dy.length) {
      throw call.invalid("image, output and gradient must be of one shape");
    }
    double[] dx = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % n.depth();
      int from = i - c;
      double norm = n.norm(x, from, c);
      for (int k = Math.max(0, c - n.radius()); k <= Math.min(n.depth() - 1, c + n.radius()); k++) {
        double share = -2 * n.alpha() * n.beta() * x[from + k] * y[i] / norm;
        if (k == c) {
          share += Math.pow(norm, -n.beta());
        }
        dx[from + k] += share * dy[i];
      }
    }
    return ElementArrays.tensor(call.input(0).dtype(), call.input(0).shape(), dx);
  }
}
