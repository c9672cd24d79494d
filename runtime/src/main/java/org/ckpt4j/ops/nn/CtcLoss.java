package org.ckpt4j.ops.nn;

import java.util.ArrayList;
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

/**
 * {@code CTCLoss}: how unlikely label sequences are, summed over all alignments with the steps of
 * the logits; the last class is the blank. The second output is the gradient of the loss.
 */
final class CtcLoss {
  static final OpDef DEF =
      OpDef.named("CTCLoss")
          .inputs(
              "inputs: T",
              "labels_indices: int64",
              "labels_values: int32",
              "sequence_length: int32")
          .outputs("loss: T", "gradient: T")
          .attr("preprocess_collapse_repeated", AttrKind.BOOL, false)
          .attr("ctc_merge_repeated", AttrKind.BOOL, true)
          .attr("ignore_longer_outputs_than_inputs", AttrKind.BOOL, false)
          .attr("T", AttrKind.TYPE, DType.FLOAT32)
          .allow("T", DType.FLOAT32, DType.FLOAT64)
          .infer(CtcLoss::infer)
          .kernel(CtcLoss::compute)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      Formula.mul(
                          Formula.expandDims(Objects.requireNonNull(dys.get(0)), -1),
                          Formula.op(
                              "PreventGradient",
                              Attrs.of("message", "the gradient of ctc_loss has no gradient"),
                              call.output(1))),
                      null,
                      null,
                      null))
          .build();

  private CtcLoss() {}

  static List<OpDef> defs() {
    return List.of(DEF, CtcGreedyDecoder.DEF);
  }

  private static List<Shape> infer(InferCall call) {
    Shape inputs = call.shape(0);
    int[] ranks = {3, 2, 1, 1};
    for (int i = 0; i < ranks.length; i++) {
      if (call.shape(i).hasKnownRank() && call.shape(i).rank() != ranks[i]) {
        throw call.invalid("input %d must have rank %d, given %s", i, ranks[i], call.shape(i));
      }
    }
    Shape indices = call.shape(1);
    Shape values = call.shape(2);
    if (indices.hasKnownRank()
        && values.hasKnownRank()
        && !Shape.of(indices.dim(0)).isCompatibleWith(Shape.of(values.dim(0)))) {
      throw call.invalid("%s indices of labels, %s values", indices, values);
    }
    long batch = inputs.hasKnownRank() ? inputs.dim(1) : Shape.UNKNOWN_SIZE;
    long lengths = call.shape(3).hasKnownRank() ? call.shape(3).dim(0) : Shape.UNKNOWN_SIZE;
    if (batch >= 0 && lengths >= 0 && batch != lengths) {
      throw call.invalid("a batch of %d, but %d sequence lengths", batch, lengths);
    }
    return List.of(Shape.of(Math.max(batch, lengths)), inputs);
  }

  private static List<EagerTensor> compute(KernelCall call) {
    Shape shape = call.input(0).shape();
    if (shape.rank() != 3) {
      throw call.invalid("inputs must have rank 3, given shape %s", shape);
    }
    int time = (int) shape.dim(0);
    int batch = (int) shape.dim(1);
    int classes = (int) shape.dim(2);
    double[] logits = ElementArrays.doubles(call.input(0));
    List<List<Integer>> labels = labels(call, batch, classes);
    long[] lengths = ElementArrays.longs(call.input(3));
    if (lengths.length != batch) {
      throw call.invalid("a batch of %d, but %d sequence lengths", batch, lengths.length);
    }
    double[] loss = new double[batch];
    double[] gradient = new double[logits.length];
    for (int b = 0; b < batch; b++) {
      if (lengths[b] < 0 || lengths[b] > time) {
        throw call.invalid("sequence_length(%d) is %d of %d steps", b, lengths[b], time);
      }
      int steps = (int) lengths[b];
      if (steps == 0) {
        continue;
      }
      List<Integer> label = labels.get(b);
      if (label.size() > steps) {
        if (call.<Boolean>attr("ignore_longer_outputs_than_inputs")) {
          continue;
        }
        throw call.invalid("%d labels for %d steps (batch %d)", label.size(), steps, b);
      }
      double[][] logP = new double[steps][classes];
      for (int t = 0; t < steps; t++) {
        System.arraycopy(logits, (t * batch + b) * classes, logP[t], 0, classes);
        Softmax.row(logP[t], 0, classes, true);
      }
      CtcAlignment alignment =
          new CtcAlignment(logP, label, classes - 1, call.<Boolean>attr("ctc_merge_repeated"));
      loss[b] = alignment.loss();
      for (int t = 0; t < steps; t++) {
        alignment.gradient(t, gradient, (t * batch + b) * classes);
      }
    }
    DType dtype = call.input(0).dtype();
    return List.of(
        ElementArrays.tensor(dtype, Shape.of(batch), loss),
        ElementArrays.tensor(dtype, shape, gradient));
  }

  private static List<List<Integer>> labels(KernelCall call, int batch, int classes) {
    Shape shape = call.input(1).shape();
    long[] indices = ElementArrays.longs(call.input(1));
    long[] values = ElementArrays.longs(call.input(2));
    if (shape.rank() != 2 || shape.dim(1) != 2 || shape.dim(0) != values.length) {
      throw call.invalid("indices %s of %d labels", shape, values.length);
    }
    List<List<Integer>> labels = new ArrayList<>();
    for (int b = 0; b < batch; b++) {
      labels.add(new ArrayList<>());
    }
    boolean collapse = call.<Boolean>attr("preprocess_collapse_repeated");
    for (int i = 0; i < values.length; i++) {
      long b = indices[2 * i];
      if (b < 0 || b >= batch) {
        throw call.invalid("label %d is of batch %d of %d", i, b, batch);
      }
      if (values[i] < 0 || values[i] >= classes - 1) {
        throw call.invalid("label %d is none of %d classes", values[i], classes - 1);
      }
      List<Integer> row = labels.get((int) b);
      int label = (int) values[i];
      if (!collapse || row.isEmpty() || row.get(row.size() - 1) != label) {
        row.add(label);
      }
    }
    return labels;
  }
}
