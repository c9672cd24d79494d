package org.ckpt4j.ops.nn;

import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code GRUBlockCell}: one step of a fused GRU; and {@code GRUBlockCellGrad}. */
final class GruBlock {
  static final OpDef DEF =
      OpDef.named("GRUBlockCell")
          .inputs("x: T", "h_prev: T", "w_ru: T", "w_c: T", "b_ru: T", "b_c: T")
          .outputs("r: T", "u: T", "c: T", "h: T")
          .allow("T", DType.FLOAT32)
          .infer(call -> Collections.nCopies(4, state(call)))
          .kernel(GruBlock::compute)
          .noGradient()
          .build();
  static final OpDef GRADIENT =
      OpDef.named("GRUBlockCellGrad")
          .inputs("x: T", "h_prev: T", "w_ru: T", "w_c: T", "b_ru: T", "b_c: T")
          .inputs("r: T", "u: T", "c: T", "d_h: T")
          .outputs("d_x: T", "d_h_prev: T", "d_c_bar: T", "d_r_bar_u_bar: T")
          .allow("T", DType.FLOAT32)
          .infer(
              call -> {
                Shape state = state(call);
                long units = state.dim(1);
                return List.of(
                    call.shape(0),
                    state,
                    state,
                    Shape.of(state.dim(0), units < 0 ? units : 2 * units));
              })
          .kernel(GruBlock::computeGradient)
          .noGradient()
          .build();

  private GruBlock() {}

  private static Shape state(InferCall call) {
    Shape x = call.shape(0);
    Shape h = call.shape(1);
    if ((x.hasKnownRank() && x.rank() != 2) || (h.hasKnownRank() && h.rank() != 2)) {
      throw call.invalid("x and h_prev must be matrices, given shapes %s and %s", x, h);
    }
    return Shape.of(
        x.hasKnownRank() ? x.dim(0) : Shape.UNKNOWN_SIZE,
        h.hasKnownRank() ? h.dim(1) : Shape.UNKNOWN_SIZE);
  }

  private static void check(KernelCall call) {
    Shape x = call.input(0).shape();
    Shape h = call.input(1).shape();
    if (x.rank() != 2 || h.rank() != 2 || x.dim(0) != h.dim(0)) {
      throw call.invalid("x and h_prev must be matrices of one batch, given %s and %s", x, h);
    }
    long units = h.dim(1);
    long rows = x.dim(1) + units;
    Shape[] wanted = {
      Shape.of(rows, 2 * units), Shape.of(rows, units), Shape.of(2 * units), Shape.of(units)
    };
    for (int i = 0; i < wanted.length; i++) {
      if (!call.input(2 + i).shape().equals(wanted[i])) {
        throw call.invalid(
            "input %d has shape %s, not %s", 2 + i, call.input(2 + i).shape(), wanted[i]);
      }
    }
    for (int i = 6; i < call.numInputs(); i++) {
      if (!call.input(i).shape().equals(h)) {
        throw call.invalid("input %d has shape %s, not %s", i, call.input(i).shape(), h);
      }
    }
  }

  private static List<EagerTensor> compute(KernelCall call) {
    check(call);
    Shape shape = call.input(1).shape();
    int batch = (int) shape.dim(0);
    int units = (int) shape.dim(1);
    int inputs = (int) call.input(0).shape().dim(1);
    double[] x = ElementArrays.doubles(call.input(0));
    double[] hPrev = ElementArrays.doubles(call.input(1));
    double[] wru = ElementArrays.doubles(call.input(2));
    double[] wc = ElementArrays.doubles(call.input(3));
    double[] bru = ElementArrays.doubles(call.input(4));
    double[] bc = ElementArrays.doubles(call.input(5));
    double[] r = new double[hPrev.length];
    double[] u = new double[hPrev.length];
    double[] c = new double[hPrev.length];
    double[] h = new double[hPrev.length];
    for (int n = 0; n < batch; n++) {
      double[] in = new double[inputs + units];
      System.arraycopy(x, n * inputs, in, 0, inputs);
      System.arraycopy(hPrev, n * units, in, inputs, units);
      for (int k = 0; k < units; k++) {
        int at = n * units + k;
        r[at] = sigmoid(dot(in, wru, 2 * units, k) + bru[k]);
        u[at] = sigmoid(dot(in, wru, 2 * units, units + k) + bru[units + k]);
      }
      for (int k = 0; k < units; k++) {
        in[inputs + k] = hPrev[n * units + k] * r[n * units + k];
      }
      for (int k = 0; k < units; k++) {
        int at = n * units + k;
        c[at] = Math.tanh(dot(in, wc, units, k) + bc[k]);
        h[at] = u[at] * hPrev[at] + (1 - u[at]) * c[at];
      }
    }
    return List.of(tensor(shape, r), tensor(shape, u), tensor(shape, c), tensor(shape, h));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double dot(double[] in, double[] w, int columns, int column) {
    double sum = 0;
    for (int i = 0; i < in.length; i++) {
      sum += in[i] * w[i * columns + column];
    }
    return sum;
  }

  private static EagerTensor tensor(Shape shape, double[] values) {
    return ElementArrays.tensor(DType.FLOAT32, shape, values);
  }

  private static List<EagerTensor> computeGradient(KernelCall call) {
    check(call);
    Shape shape = call.input(1).shape();
    int batch = (int) shape.dim(0);
    int units = (int) shape.dim(1);
    int inputs = (int) call.input(0).shape().dim(1);
    double[] hPrev = ElementArrays.doubles(call.input(1));
    double[] wru = ElementArrays.doubles(call.input(2));
    double[] wc = ElementArrays.doubles(call.input(3));
    double[] r = ElementArrays.doubles(call.input(6));
    double[] u = ElementArrays.doubles(call.input(7));
    double[] c = ElementArrays.doubles(call.input(8));
    double[] dh = ElementArrays.doubles(call.input(9));
    double[] dx = new double[batch * inputs];
    double[] dhPrev = new double[hPrev.length];
    double[] dcBar = new double[hPrev.length];
    double[] dru = new double[2 * hPrev.length];
    for (int n = 0; n < batch; n++) {
      for (int k = 0; k < units; k++) {
        int at = n * units + k;
        dcBar[at] = dh[at] * (1 - u[at]) * (1 - c[at] * c[at]);
        dru[n * 2 * units + units + k] = dh[at] * (hPrev[at] - c[at]) * u[at] * (1 - u[at]);
      }
      for (int i = 0; i < inputs + units; i++) {
        double sum = 0;
        for (int k = 0; k < units; k++) {
          sum += dcBar[n * units + k] * wc[i * units + k];
        }
        if (i < inputs) {
          dx[n * inputs + i] = sum;
        } else {
          int at = n * units + i - inputs;
          dru[n * 2 * units + i - inputs] = sum * hPrev[at] * r[at] * (1 - r[at]);
          dhPrev[at] = sum * r[at] + dh[at] * u[at];
        }
      }
      for (int i = 0; i < inputs + units; i++) {
        double sum = 0;
        for (int k = 0; k < 2 * units; k++) {
          sum += dru[n * 2 * units + k] * wru[i * 2 * units + k];
        }
        if (i < inputs) {
          dx[n * inputs + i] += sum;
        } else {
          dhPrev[n * units + i - inputs] += sum;
        }
      }
    }
    return List.of(
        tensor(call.input(0).shape(), dx),
        tensor(shape, dhPrev),
        tensor(shape, dcBar),
        tensor(Shape.of(batch, 2L * units), dru));
  }
}
