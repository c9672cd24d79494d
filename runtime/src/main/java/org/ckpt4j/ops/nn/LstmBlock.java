package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The fused LSTM: {@code LSTMBlockCell} for one step, {@code BlockLSTM} and {@code BlockLSTMV2} for
 * a sequence, and their gradients.
 */
final class LstmBlock {
  private static final String[] OUTPUTS = {
    "i: T", "cs: T", "f: T", "o: T", "ci: T", "co: T", "h: T"
  };
  private static final String[] WEIGHTS = {
    "cs_prev: T", "h_prev: T", "w: T", "wci: T", "wcf: T", "wco: T", "b: T"
  };

  private LstmBlock() {}

  static List<OpDef> defs() {
    return List.of(
        cell(),
        cellGradient(),
        block("", false),
        block("V2", true),
        gradient("", false),
        gradient("V2", true));
  }

  private static OpDef.Builder types(OpDef.Builder def) {
    return def.allow("T", DType.FLOAT16, DType.FLOAT32);
  }

  private static OpDef cell() {
    return types(OpDef.named("LSTMBlockCell").inputs("x: T").inputs(WEIGHTS).outputs(OUTPUTS))
        .attr("forget_bias", AttrKind.FLOAT, 1f)
        .attr("cell_clip", AttrKind.FLOAT, 3f)
        .attr("use_peephole", AttrKind.BOOL, false)
        .infer(
            call -> {
              Shape x = ranked(call, 0, 2);
              Shape cs = ranked(call, 1, 2);
              return Collections.nCopies(7, Shape.of(size(x, 0), size(cs, 1)));
            })
        .kernel(LstmBlock::computeCell)
        .noGradient()
        .build();
  }

  private static OpDef cellGradient() {
    return types(
            OpDef.named("LSTMBlockCellGrad")
                .inputs("x: T")
                .inputs(WEIGHTS)
                .inputs(OUTPUTS[0], OUTPUTS[1], OUTPUTS[2], OUTPUTS[3], OUTPUTS[4], OUTPUTS[5])
                .inputs("cs_grad: T", "h_grad: T")
                .outputs(
                    "cs_prev_grad: T", "dicfo: T", "wci_grad: T", "wcf_grad: T", "wco_grad: T"))
        .attr("use_peephole", AttrKind.BOOL)
        .infer(
            call -> {
              Shape x = ranked(call, 0, 2);
              Shape cs = ranked(call, 1, 2);
              long units = size(cs, 1);
              return List.of(
                  Shape.of(size(x, 0), units),
                  Shape.of(size(x, 0), units < 0 ? units : 4 * units),
                  Shape.of(units),
                  Shape.of(units),
                  Shape.of(units));
            })
        .kernel(LstmBlock::computeCellGradient)
        .noGradient()
        .build();
  }

  private static OpDef block(String version, boolean second) {
    OpDef.Builder def =
        types(
            OpDef.named("BlockLSTM" + version)
                .inputs("seq_len_max: int64", "x: T")
                .inputs(WEIGHTS)
                .outputs(OUTPUTS));
    if (!second) {
      def.attr("forget_bias", AttrKind.FLOAT, 1f);
    }
    return def.attr("cell_clip", AttrKind.FLOAT, second ? 0f : 3f)
        .attr("use_peephole", AttrKind.BOOL, false)
        .infer(
            call -> {
              Shape x = ranked(call, 1, 3);
              Shape b = ranked(call, 8, 1);
              long gates = size(b, 0);
              return Collections.nCopies(
                  7, Shape.of(size(x, 0), size(x, 1), gates < 0 ? gates : gates / 4));
            })
        .kernel(call -> computeBlock(call, second))
        .gradient(LstmBlock::gradientOfBlock)
        .build();
  }

  private static OpDef gradient(String version, boolean second) {
    return types(
            OpDef.named("BlockLSTMGrad" + version)
                .inputs("seq_len_max: int64", "x: T")
                .inputs(WEIGHTS)
                .inputs(OUTPUTS)
                .inputs("cs_grad: T", "h_grad: T")
                .outputs(
                    "x_grad: T",
                    "cs_prev_grad: T",
                    "h_prev_grad: T",
                    "w_grad: T",
                    "wci_grad: T",
                    "wcf_grad: T",
                    "wco_grad: T",
                    "b_grad: T"))
        .attr("use_peephole", AttrKind.BOOL)
        .infer(
            call -> {
              List<Shape> shapes = new ArrayList<>();
              for (int i = 1; i < 9; i++) {
                shapes.add(call.shape(i));
              }
              return shapes;
            })
        .kernel(call -> computeGradient(call, second))
        .noGradient()
        .build();
  }

  private static Shape ranked(InferCall call, int input, int rank) {
    Shape shape = call.shape(input);
    if (shape.hasKnownRank() && shape.rank() != rank) {
      throw call.invalid("input %d must have rank %d, given shape %s", input, rank, shape);
    }
    return shape;
  }

  private static long size(Shape shape, int dimension) {
    return shape.hasKnownRank() ? shape.dim(dimension) : Shape.UNKNOWN_SIZE;
  }

  /** The cell of a call whose weights begin at input {@code first}: cs_prev, h_prev, w, … */
  private static LstmCell cell(
      KernelCall call, int first, int batch, int inputs, int units, boolean second) {
    Shape w = call.input(first + 2).shape();
    if (!w.equals(Shape.of((long) inputs + units, 4L * units))
        || !call.input(first).shape().equals(Shape.of(batch, units))
        || !call.input(first + 1).shape().equals(Shape.of(batch, units))
        || !call.input(first + 6).shape().equals(Shape.of(4L * units))) {
      throw call.invalid("the weights %s do not fit %d inputs, %d units", w, inputs, units);
    }
    for (int i = 3; i < 6; i++) {
      if (call.<Boolean>attr("use_peephole")
          && !call.input(first + i).shape().equals(Shape.of(units))) {
        throw call.invalid("peephole weights of %s", call.input(first + i).shape());
      }
    }
    Attrs attrs = call.attrs();
    return new LstmCell(
        batch,
        inputs,
        units,
        ElementArrays.doubles(call.input(first + 2)),
        ElementArrays.doubles(call.input(first + 3)),
        ElementArrays.doubles(call.input(first + 4)),
        ElementArrays.doubles(call.input(first + 5)),
        ElementArrays.doubles(call.input(first + 6)),
        call.<Boolean>attr("use_peephole"),
        second,
        attrs.has("forget_bias") ? attrs.<Float>get("forget_bias") : 0,
        attrs.has("cell_clip") ? attrs.<Float>get("cell_clip") : 0);
  }

  private static List<EagerTensor> computeCell(KernelCall call) {
    Shape x = call.input(0).shape();
    Shape cs = call.input(1).shape();
    if (x.rank() != 2 || cs.rank() != 2) {
      throw call.invalid("x %s and cs_prev %s must be matrices", x, cs);
    }
    LstmCell cell = cell(call, 1, (int) x.dim(0), (int) x.dim(1), (int) cs.dim(1), false);
    LstmCell.Step step =
        cell.forward(
            ElementArrays.doubles(call.input(0)),
            ElementArrays.doubles(call.input(1)),
            ElementArrays.doubles(call.input(2)));
    List<EagerTensor> out = new ArrayList<>();
    for (double[] values : step.all()) {
      out.add(ElementArrays.tensor(call.input(0).dtype(), cs, values));
    }
    return out;
  }

  private static List<EagerTensor> computeCellGradient(KernelCall call) {
    Shape x = call.input(0).shape();
    Shape cs = call.input(1).shape();
    if (x.rank() != 2 || cs.rank() != 2) {
      throw call.invalid("x %s and cs_prev %s must be matrices", x, cs);
    }
    int units = (int) cs.dim(1);
    LstmCell cell = cell(call, 1, (int) x.dim(0), (int) x.dim(1), units, false);
    double[][] v = new double[8][];
    for (int i = 0; i < 8; i++) {
      if (!call.input(8 + i).shape().equals(cs)) {
        throw call.invalid("input %d has shape %s, not %s", 8 + i, call.input(8 + i).shape(), cs);
      }
      v[i] = ElementArrays.doubles(call.input(8 + i));
    }
    LstmCell.Step step = new LstmCell.Step(v[0], v[1], v[2], v[3], v[4], v[5], v[5]);
    double[] dwci = new double[units];
    double[] dwcf = new double[units];
    double[] dwco = new double[units];
    LstmCell.Back back =
        cell.backward(ElementArrays.doubles(call.input(1)), step, v[6], v[7], dwci, dwcf, dwco);
    DType dtype = call.input(0).dtype();
    return List.of(
        ElementArrays.tensor(dtype, cs, back.csPrev),
        ElementArrays.tensor(dtype, Shape.of(cs.dim(0), 4L * units), back.gates),
        ElementArrays.tensor(dtype, Shape.of(units), dwci),
        ElementArrays.tensor(dtype, Shape.of(units), dwcf),
        ElementArrays.tensor(dtype, Shape.of(units), dwco));
  }

  private static int steps(KernelCall call, long time) {
    long steps = call.input(0).longValue();
    if (steps < 0 || steps > time) {
      throw call.invalid("seq_len_max %d of %d steps", steps, time);
    }
    return (int) steps;
  }

  private static double[] part(double[] all, int number, int size) {
    return Arrays.copyOfRange(all, number * size, (number + 1) * size);
  }

  private static List<EagerTensor> computeBlock(KernelCall call, boolean second) {
    Shape x = call.input(1).shape();
    Shape cs = call.input(2).shape();
    if (x.rank() != 3 || cs.rank() != 2) {
      throw call.invalid("x %s must have rank 3, cs_prev %s rank 2", x, cs);
    }
    int time = (int) x.dim(0);
    int steps = steps(call, time);
    int batch = (int) x.dim(1);
    int inputs = (int) x.dim(2);
    int units = (int) cs.dim(1);
    LstmCell cell = cell(call, 2, batch, inputs, units, second);
    double[] all = ElementArrays.doubles(call.input(1));
    double[] before = ElementArrays.doubles(call.input(2));
    double[] h = ElementArrays.doubles(call.input(3));
    double[][] out = new double[7][time * batch * units];
    for (int t = 0; t < steps; t++) {
      LstmCell.Step step = cell.forward(part(all, t, batch * inputs), before, h);
      double[][] values = step.all();
      for (int i = 0; i < 7; i++) {
        System.arraycopy(values[i], 0, out[i], t * batch * units, batch * units);
      }
      before = step.cs;
      h = step.h;
    }
    List<EagerTensor> tensors = new ArrayList<>();
    for (double[] values : out) {
      tensors.add(
          ElementArrays.tensor(call.input(1).dtype(), Shape.of(time, batch, units), values));
    }
    return tensors;
  }

  private static List<EagerTensor> computeGradient(KernelCall call, boolean second) {
    Shape x = call.input(1).shape();
    Shape cs = call.input(2).shape();
    if (x.rank() != 3 || cs.rank() != 2) {
      throw call.invalid("x %s must have rank 3, cs_prev %s rank 2", x, cs);
    }
    int steps = steps(call, x.dim(0));
    int batch = (int) x.dim(1);
    int inputs = (int) x.dim(2);
    int units = (int) cs.dim(1);
    int size = batch * units;
    LstmCell cell = cell(call, 2, batch, inputs, units, second);
    double[] all = ElementArrays.doubles(call.input(1));
    double[][] v = new double[9][];
    Shape states = Shape.of(x.dim(0), batch, units);
    for (int i = 0; i < 9; i++) {
      if (!call.input(9 + i).shape().equals(states)) {
        throw call.invalid(
            "input %d has shape %s, not %s", 9 + i, call.input(9 + i).shape(), states);
      }
      v[i] = ElementArrays.doubles(call.input(9 + i));
    }
    double[] dx = new double[all.length];
    double[] dw = new double[(inputs + units) * 4 * units];
    double[] dwci = new double[units];
    double[] dwcf = new double[units];
    double[] dwco = new double[units];
    double[] db = new double[4 * units];
    double[] dcs = new double[size];
    double[] dh = new double[size];
    for (int t = steps - 1; t >= 0; t--) {
      for (int i = 0; i < size; i++) {
        dcs[i] += v[7][t * size + i];
        dh[i] += v[8][t * size + i];
      }
      double[] csPrev = t == 0 ? ElementArrays.doubles(call.input(2)) : part(v[1], t - 1, size);
      double[] hPrev = t == 0 ? ElementArrays.doubles(call.input(3)) : part(v[6], t - 1, size);
      LstmCell.Step step =
          new LstmCell.Step(
              part(v[0], t, size),
              part(v[1], t, size),
              part(v[2], t, size),
              part(v[3], t, size),
              part(v[4], t, size),
              part(v[5], t, size),
              part(v[6], t, size));
      LstmCell.Back back = cell.backward(csPrev, step, dcs, dh, dwci, dwcf, dwco);
      double[] dxt = new double[batch * inputs];
      double[] dhPrev = new double[size];
      cell.throughWeights(back.gates, part(all, t, batch * inputs), hPrev, dxt, dhPrev, dw, db);
      System.arraycopy(dxt, 0, dx, t * batch * inputs, dxt.length);
      dcs = back.csPrev;
      dh = dhPrev;
    }
    DType dtype = call.input(1).dtype();
    List<EagerTensor> out = new ArrayList<>();
    double[][] values = {dx, dcs, dh, dw, dwci, dwcf, dwco, db};
    for (int i = 0; i < values.length; i++) {
      Shape shape = i >= 4 && i < 7 ? Shape.of(units) : call.input(i + 1).shape();
      out.add(ElementArrays.tensor(dtype, shape, values[i]));
    }
    return out;
  }

  /** TF registers the first version's gradient for both, though their gates lie differently. */
  private static List<@Nullable Operand> gradientOfBlock(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand[] inputs = new Operand[18];
    for (int i = 0; i < 9; i++) {
      inputs[i] = call.input(i);
    }
    for (int i = 0; i < 7; i++) {
      inputs[9 + i] = call.output(i);
    }
    inputs[16] = FusedBatchNorm.orZero(dys.get(1), call.output(1));
    inputs[17] = FusedBatchNorm.orZero(dys.get(6), call.output(6));
    Node node =
        Formula.node("BlockLSTMGrad", Attrs.of("use_peephole", call.attr("use_peephole")), inputs);
    List<@Nullable Operand> all = new ArrayList<>();
    all.add(null);
    all.addAll(node.outputs());
    return all;
  }
}
