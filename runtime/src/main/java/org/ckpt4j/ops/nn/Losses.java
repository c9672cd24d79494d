package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Losses as programs call them: logits of any rank, one loss for each example. */
public final class Losses {
  private Losses() {}

  private static Tensor run(String op, String name, Operand... inputs) {
    return StandardOps.run(op, name, Attrs.none(), List.of(inputs)).output(0);
  }

  /** Counterpart: {@code tf.nn.softmax_cross_entropy_with_logits}, which goes on to the labels. */
  public static Tensor softmaxCrossEntropy(Object labels, Object logits, OpOption... options) {
    try (NameScope scope =
        NameScope.enter(Named.among(options, "softmax_cross_entropy_with_logits"))) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor given = ToTensor.beside(x.dtype(), labels, "labels");
      boolean narrow = x.dtype().width() == 2;
      Tensor precise = narrow ? Formula.cast(x, DType.FLOAT32) : x;
      Tensor wanted = Formula.cast(given, precise.dtype());
      Tensor rank = run("Rank", "Rank", precise);
      Tensor shape = Formula.shape(precise);
      Tensor cost = run("SoftmaxCrossEntropyWithLogits", scope.name(), flat(precise), flat(wanted));
      Tensor outer =
          Formula.op(
              "Slice",
              shape,
              Formula.ints(0),
              run("Pack", "Slice/size", Formula.sub(rank, Formula.scalar(DType.INT32, 1))));
      cost = Formula.reshape(cost, outer);
      return narrow ? Formula.cast(cost, x.dtype()) : cost;
    }
  }

  /** Counterpart: {@code tf.compat.v1.nn.softmax_cross_entropy_with_logits}. */
  public static Tensor softmaxCrossEntropyV1(Object labels, Object logits, OpOption... options) {
    try (NameScope scope =
        NameScope.enter(Named.among(options, "softmax_cross_entropy_with_logits_sg"))) {
      Tensor fixed = IdentityOps.stopGradient(labels, new Named("labels_stop_gradient"));
      return softmaxCrossEntropy(fixed, logits, new Named(scope.name()));
    }
  }

  private static Tensor flat(Tensor x) {
    if (x.shape().hasKnownRank() && x.shape().rank() == 2) {
      return Formula.reshape(x, shape2(x));
    }
    return Formula.reshape(x, shape2(x));
  }

  /** {@code [-1, classes]}. */
  private static Tensor shape2(Tensor x) {
    Shape shape = x.shape();
    if (shape.hasKnownRank() && shape.rank() > 0 && shape.dim(shape.rank() - 1) >= 0) {
      return Formula.ints(-1, shape.dim(shape.rank() - 1));
    }
    Tensor rank = run("Rank", "Rank", x);
    Tensor last =
        Formula.op(
            "Slice",
            Formula.shape(x),
            run("Pack", "Slice/begin", Formula.sub(rank, Formula.scalar(DType.INT32, 1))),
            Formula.ints(1));
    return Formula.concat(Formula.ints(-1), last);
  }

  /**
   * Counterpart: {@code tf.nn.sparse_softmax_cross_entropy_with_logits}.
   *
   * @throws IllegalArgumentException if the labels' shape is not that of the logits but the last
   */
  public static Tensor sparseSoftmaxCrossEntropy(
      Object labels, Object logits, OpOption... options) {
    String op = "SparseSoftmaxCrossEntropyWithLogits";
    try (NameScope scope = NameScope.enter(Named.among(options, op))) {
      Tensor given = ToTensor.of(labels, null, "Const");
      Tensor x = ToTensor.of(logits, null, "Const");
      if (x.shape().hasKnownRank() && given.shape().hasKnownRank()) {
        int rank = x.shape().rank();
        if (rank == 0 || given.shape().rank() != rank - 1) {
          throw new IllegalArgumentException(
              "labels of shape %s for logits of shape %s: one dimension less is needed"
                  .formatted(given.shape(), x.shape()));
        }
        Shape outer = Shape.of(Arrays.copyOf(x.shape().dims(), rank - 1));
        if (!outer.isCompatibleWith(given.shape())) {
          throw new IllegalArgumentException(
              "labels of shape %s do not fit logits of shape %s"
                  .formatted(given.shape(), x.shape()));
        }
      }
      boolean narrow = x.dtype() == DType.FLOAT16;
      Tensor precise = narrow ? Formula.cast(x, DType.FLOAT32) : x;
      Tensor shape = Formula.shape(given);
      Tensor cost;
      if (x.shape().hasKnownRank() && x.shape().rank() == 2) {
        cost = run(op, op, precise, given);
      } else {
        Tensor rows = Formula.reshape(precise, shape2(precise));
        Tensor flat = Formula.reshape(given, Formula.ints(-1));
        cost = Formula.reshape(run(op, op, rows, flat), shape);
      }
      return narrow ? Formula.cast(cost, x.dtype()) : cost;
    }
  }

  /** Counterpart: {@code tf.nn.sigmoid_cross_entropy_with_logits}. */
  public static Tensor sigmoidCrossEntropy(Object labels, Object logits, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "logistic_loss"))) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor z = ToTensor.beside(x.dtype(), labels, "labels");
      if (!x.shape().isCompatibleWith(z.shape())) {
        throw new IllegalArgumentException(
            "logits of shape %s and labels of shape %s differ".formatted(x.shape(), z.shape()));
      }
      Tensor zeros = run("ZerosLike", "zeros_like", x);
      Tensor positive = run("GreaterEqual", "GreaterEqual", x, zeros);
      Tensor relu = run("Select", "Select", positive, x, zeros);
      Tensor negative = run("Select", "Select", positive, run("Neg", "Neg", x), x);
      Tensor line = run("Sub", "sub", relu, run("Mul", "mul", x, z));
      Tensor curve = run("Log1p", "Log1p", run("Exp", "Exp", negative));
      return run("AddV2", scope.name(), line, curve);
    }
  }

  /** Counterpart: {@code tf.nn.weighted_cross_entropy_with_logits}. */
  public static Tensor weightedCrossEntropy(
      Object labels, Object logits, Object posWeight, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "logistic_loss"))) {
      Tensor x = ToTensor.of(logits, null, "logits");
      Tensor z = ToTensor.beside(x.dtype(), labels, "labels");
      Tensor one = Formula.scalar(x.dtype(), 1);
      Tensor q = ToTensor.beside(x.dtype(), posWeight, "pos_weight");
      Tensor weight = run("AddV2", "add", one, run("Mul", "mul", run("Sub", "sub", q, one), z));
      Tensor line = run("Mul", "mul", run("Sub", "sub", one, z), x);
      Tensor size = run("Neg", "Neg", run("Abs", "Abs", x));
      Tensor curve = run("Log1p", "Log1p", run("Exp", "Exp", size));
      Tensor rest = run("Relu", "Relu", run("Neg", "Neg", x));
      Tensor both = run("Mul", "mul", weight, run("AddV2", "add", curve, rest));
      return run("AddV2", scope.name(), line, both);
    }
  }

  /** Counterpart: {@code tf.nn.log_poisson_loss} without the full loss. */
  public static Tensor logPoisson(Object targets, Object logInput, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "log_poisson_loss"))) {
      Tensor x = ToTensor.of(logInput, null, "log_input");
      Tensor z = ToTensor.beside(x.dtype(), targets, "targets");
      return run("Sub", "sub", run("Exp", "Exp", x), run("Mul", "mul", x, z));
    }
  }
}
