package org.ckpt4j.ops.nn;

/**
 * One step of the fused LSTM cell for a batch, forward and back, as loops; what {@code
 * LSTMBlockCell} does once and {@code BlockLSTM} for each step.
 *
 * <p>The four gates lie side by side in the weights: input, cell, forget, output; or, in the second
 * version of {@code BlockLSTM}, input, forget, cell, output.
 */
final class LstmCell {
  private final int batch;
  private final int inputs;
  private final int units;
  private final double[] w;
  private final double[] wci;
  private final double[] wcf;
  private final double[] wco;
  private final double[] b;
  private final boolean peephole;
  private final boolean forgetSecond;
  private final double forgetBias;
  private final double clip;

  LstmCell(
      int batch,
      int inputs,
      int units,
      double[] w,
      double[] wci,
      double[] wcf,
      double[] wco,
      double[] b,
      boolean peephole,
      boolean forgetSecond,
      double forgetBias,
      double clip) {
    this.batch = batch;
    this.inputs = inputs;
    this.units = units;
    this.w = w;
    this.wci = wci;
    this.wcf = wcf;
    this.wco = wco;
    this.b = b;
    this.peephole = peephole;
    this.forgetSecond = forgetSecond;
    this.forgetBias = forgetBias;
    this.clip = clip;
  }

  private int cellGate() {
    return forgetSecond ? 2 : 1;
  }

  private int forgetGate() {
    return forgetSecond ? 1 : 2;
  }

  /** The values of one step: i, cs, f, o, ci, co, h, each of batch times units. */
  static final class Step {
    final double[] i;
    final double[] cs;
    final double[] f;
    final double[] o;
    final double[] ci;
    final double[] co;
    final double[] h;

    Step(int n) {
      this(
          new double[n],
          new double[n],
          new double[n],
          new double[n],
          new double[n],
          new double[n],
          new double[n]);
    }

    Step(double[] i, double[] cs, double[] f, double[] o, double[] ci, double[] co, double[] h) {
      this.i = i;
      this.cs = cs;
      this.f = f;
      this.o = o;
      this.ci = ci;
      this.co = co;
      this.h = h;
    }

    double[][] all() {
      return new double[][] {i, cs, f, o, ci, co, h};
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  Step forward(double[] x, double[] csPrev, double[] hPrev) {
    Step out = new Step(batch * units);
    double[] gates = new double[4 * units];
    for (int n = 0; n < batch; n++) {
      System.arraycopy(b, 0, gates, 0, gates.length);
      for (int k = 0; k < inputs + units; k++) {
        double value = k < inputs ? x[n * inputs + k] : hPrev[n * units + k - inputs];
        int row = k * 4 * units;
        for (int g = 0; g < gates.length; g++) {
          gates[g] += value * w[row + g];
        }
      }
      for (int u = 0; u < units; u++) {
        int at = n * units + u;
        double before = csPrev[at];
        out.i[at] = sigmoid(gates[u] + (peephole ? before * wci[u] : 0));
        out.ci[at] = Math.tanh(gates[cellGate() * units + u]);
        out.f[at] =
            sigmoid(
                gates[forgetGate() * units + u] + forgetBias + (peephole ? before * wcf[u] : 0));
        double cs = out.ci[at] * out.i[at] + out.f[at] * before;
        out.cs[at] = clip > 0 ? Math.max(-clip, Math.min(clip, cs)) : cs;
        out.o[at] = sigmoid(gates[3 * units + u] + (peephole ? out.cs[at] * wco[u] : 0));
        out.co[at] = Math.tanh(out.cs[at]);
        out.h[at] = out.o[at] * out.co[at];
      }
    }
    return out;
  }

  /** What one step back gives; the sums for the peephole weights are added to those given. */
  static final class Back {
    final double[] csPrev;
    final double[] gates;

    Back(int batch, int units) {
      this.csPrev = new double[batch * units];
      this.gates = new double[batch * 4 * units];
    }
  }

  Back backward(
      double[] csPrev,
      Step step,
      double[] dcs,
      double[] dh,
      double[] dwci,
      double[] dwcf,
      double[] dwco) {
    Back back = new Back(batch, units);
    for (int n = 0; n < batch; n++) {
      for (int u = 0; u < units; u++) {
        int at = n * units + u;
        double i = step.i[at];
        double f = step.f[at];
        double o = step.o[at];
        double ci = step.ci[at];
        double co = step.co[at];
        double d0 = o * (1 - o) * dh[at] * co;
        double dc = (1 - co * co) * dh[at] * o + dcs[at] + (peephole ? d0 * wco[u] : 0);
        double dci = (1 - ci * ci) * dc * i;
        double df = f * (1 - f) * dc * csPrev[at];
        double di = i * (1 - i) * dc * ci;
        int row = n * 4 * units + u;
        back.gates[row] = di;
        back.gates[row + cellGate() * units] = dci;
        back.gates[row + forgetGate() * units] = df;
        back.gates[row + 3 * units] = d0;
        back.csPrev[at] = dc * f;
        if (peephole) {
          back.csPrev[at] += di * wci[u] + df * wcf[u];
          dwci[u] += di * csPrev[at];
          dwcf[u] += df * csPrev[at];
          dwco[u] += d0 * step.cs[at];
        }
      }
    }
    return back;
  }

  /** From the gates' gradients those of the inputs and of h, and, added, of weights and bias. */
  void throughWeights(
      double[] gates,
      double[] x,
      double[] hPrev,
      double[] dx,
      double[] dhPrev,
      double[] dw,
      double[] db) {
    for (int n = 0; n < batch; n++) {
      int from = n * 4 * units;
      for (int k = 0; k < inputs + units; k++) {
        double value = k < inputs ? x[n * inputs + k] : hPrev[n * units + k - inputs];
        int row = k * 4 * units;
        double sum = 0;
        for (int g = 0; g < 4 * units; g++) {
          sum += gates[from + g] * w[row + g];
          dw[row + g] += value * gates[from + g];
        }
        if (k < inputs) {
          dx[n * inputs + k] = sum;
        } else {
          dhPrev[n * units + k - inputs] = sum;
        }
      }
      for (int g = 0; g < 4 * units; g++) {
        db[g] += gates[from + g];
      }
    }
  }
}
