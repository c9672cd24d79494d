package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Softmax} and {@code LogSoftmax} along the last dimension. */
public enum Softmax {
  SOFTMAX("Softmax", false),
  LOG_SOFTMAX("LogSoftmax", true);

  private final boolean log;
  private final OpDef def;

  Softmax(String name, boolean log) {
    this.log = log;
    this.def =
        OpDef.named(name)
            .inputs("logits: T")
            .outputs(log ? "logsoftmax: T" : "softmax: T")
            .allow("T", DTypeSets.floats())
            .infer(Softmax::infer)
            .compute(this::compute)
            .gradient(log ? Softmax::gradientOfLog : Softmax::gradient)
            .build();
  }

  static List<OpDef> defs() {
    return Arrays.stream(values()).map(row -> row.def).toList();
  }

  /**
   * Counterpart: {@code tf.nn.softmax}, {@code tf.nn.log_softmax}; another dimension than the last
   * is brought there and back.
   */
  public Tensor of(Object logits, int axis, OpOption... options) {
    String name = Named.among(options, log ? "LogSoftmax" : "Softmax");
    Tensor x = ToTensor.of(logits, null, "logits");
    int rank = x.shape().hasKnownRank() ? x.shape().rank() : -1;
    if (axis == -1 || axis == rank - 1) {
      return def.call(name, Attrs.none(), x);
    }
    if (rank < 0 || axis < -rank || axis >= rank) {
      throw new org.ckpt4j.errors.InvalidArgumentError(
          "%s: axis %d does not exist in shape %s".formatted(def.name(), axis, x.shape()));
    }
    long[] swap = new long[rank];
    for (int i = 0; i < rank; i++) {
      swap[i] = i;
    }
    int from = axis < 0 ? axis + rank : axis;
    swap[from] = (long) rank - 1;
    swap[rank - 1] = from;
    try (NameScope scope = NameScope.enter(name)) {
      Tensor moved = def.call(null, Attrs.none(), Formula.transpose(x, swap));
      return Formula.transpose(moved, swap);
    }
  }

  private static List<Shape> infer(InferCall call) {
    Shape logits = call.shape(0);
    if (logits.hasKnownRank() && logits.rank() < 1) {
      throw call.invalid("logits must have a dimension, given a scalar");
    }
    return List.of(logits);
  }

  private EagerTensor compute(KernelCall call) {
    EagerTensor logits = call.input(0);
    Shape shape = logits.shape();
    if (shape.rank() < 1) {
      throw call.invalid("logits must have a dimension, given a scalar");
    }
    double[] x = ElementArrays.doubles(logits);
    int classes = Math.toIntExact(shape.dim(shape.rank() - 1));
    for (int from = 0; from < x.length; from += classes) {
      row(x, from, classes, log);
    }
    return ElementArrays.tensor(logits.dtype(), shape, x);
  }

  /** Turns one row of logits into its softmax, or its logarithm, in place. */
  static void row(double[] x, int from, int classes, boolean log) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + classes; i++) {
      max = Math.max(max, x[i]);
    }
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      x[i] -= max;
      double e = Math.exp(x[i]);
      sum += e;
      x[i] = log ? x[i] : e;
    }
    double logSum = log ? Math.log(sum) : 0;
    for (int i = from; i < from + classes; i++) {
      x[i] = log ? x[i] - logSum : x[i] / sum;
    }
  }

  private static List<@Nullable Operand> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    Tensor y = call.output(0);
    Tensor along = Formula.sum(Formula.mul(dy, y), true, -1);
    return Arrays.asList(Formula.mul(Formula.sub(dy, along), y));
  }

  private static List<@Nullable Operand> gradientOfLog(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = Objects.requireNonNull(dys.get(0));
    Tensor softmax = Formula.op("Exp", call.output(0));
    return Arrays.asList(Formula.sub(dy, Formula.mul(Formula.sum(dy, true, -1), softmax)));
  }
}
