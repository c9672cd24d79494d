package org.ckpt4j.ops.nn;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.DTypeSets;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code SoftmaxCrossEntropyWithLogits}, whose labels are distributions, and {@code
 * SparseSoftmaxCrossEntropyWithLogits}, whose labels are numbers of classes: the loss of each row,
 * and its gradient beside it.
 */
final class CrossEntropy {
  static final OpDef DENSE =
      OpDef.named("SoftmaxCrossEntropyWithLogits")
          .inputs("features: T", "labels: T")
          .outputs("loss: T", "backprop: T")
          .allow("T", DTypeSets.floats())
          .infer(CrossEntropy::inferDense)
          .kernel(CrossEntropy::dense)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      logitsGradient(call, dys),
                      dys.get(0) == null
                          ? null
                          : Formula.mul(
                              Formula.expandDims(dys.get(0), -1),
                              Formula.neg(Formula.op("LogSoftmax", call.input(0))))))
          .build();
  static final OpDef SPARSE =
      OpDef.named("SparseSoftmaxCrossEntropyWithLogits")
          .inputs("features: T", "labels: Tlabels")
          .outputs("loss: T", "backprop: T")
          .allow("T", DTypeSets.floats())
          .attr("Tlabels", AttrKind.TYPE, DType.INT64)
          .allow("Tlabels", DTypeSets.indices())
          .infer(CrossEntropy::inferSparse)
          .kernel(CrossEntropy::sparse)
          .gradient((call, dys) -> Arrays.asList(logitsGradient(call, dys), null))
          .build();

  private CrossEntropy() {}

  private static List<Shape> inferDense(InferCall call) {
    Shape features = call.shape(0);
    Shape labels = call.shape(1);
    if (!features.hasKnownRank() || !labels.hasKnownRank()) {
      long unknown = Shape.UNKNOWN_SIZE;
      return List.of(Shape.of(unknown), Shape.of(unknown, unknown));
    }
    if (features.rank() != 2 || labels.rank() != 2) {
      throw call.invalid(
          "logits and labels must be matrices, given shapes %s and %s", features, labels);
    }
    long[] dims = new long[2];
    for (int i = 0; i < 2; i++) {
      long x = features.dim(i);
      long y = labels.dim(i);
      if (x >= 0 && y >= 0 && x != y && x != 1 && y != 1) {
        throw call.invalid("shapes %s and %s do not fit", features, labels);
      }
      dims[i] = x == 1 ? y : y == 1 ? x : Math.max(x, y);
    }
    return List.of(Shape.of(dims[0]), Shape.of(dims));
  }

  private static List<EagerTensor> dense(KernelCall call) {
    Shape features = call.input(0).shape();
    Shape labels = call.input(1).shape();
    if (features.rank() != 2 || labels.rank() != 2) {
      throw call.invalid("logits and labels must be matrices, given %s, %s", features, labels);
    }
    int rows = wider(call, features.dim(0), labels.dim(0));
    int classes = wider(call, features.dim(1), labels.dim(1));
    double[] x = ElementArrays.doubles(call.input(0));
    double[] p = ElementArrays.doubles(call.input(1));
    double[] loss = new double[rows];
    double[] back = new double[rows * classes];
    double[] wanted = new double[classes];
    for (int r = 0; r < rows; r++) {
      int from = r * classes;
      for (int c = 0; c < classes; c++) {
        back[from + c] = at(x, features, r, c);
        wanted[c] = at(p, labels, r, c);
      }
      loss[r] = shifted(back, from, classes);
      double sum = loss[r];
      double logSum = Math.log(sum);
      loss[r] = 0;
      for (int c = 0; c < classes; c++) {
        loss[r] += wanted[c] * (logSum - back[from + c]);
        back[from + c] = Math.exp(back[from + c]) / sum - wanted[c];
      }
    }
    DType dtype = call.input(0).dtype();
    return List.of(
        ElementArrays.tensor(dtype, Shape.of(rows), loss),
        ElementArrays.tensor(dtype, Shape.of(rows, classes), back));
  }

  private static int wider(KernelCall call, long x, long y) {
    if (x != y && x != 1 && y != 1) {
      throw call.invalid("sizes %d and %d do not fit", x, y);
    }
    return Math.toIntExact(x == 1 ? y : x);
  }

  private static double at(double[] matrix, Shape shape, int row, int column) {
    int columns = (int) shape.dim(1);
    return matrix[(shape.dim(0) == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)];
  }

  /** Takes the greatest of a row from each of it; gives the sum of their exponentials. */
  private static double shifted(double[] x, int from, int classes) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + classes; i++) {
      max = Math.max(max, x[i]);
    }
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      x[i] -= max;
      sum += Math.exp(x[i]);
    }
    return sum;
  }

  private static List<Shape> inferSparse(InferCall call) {
    Shape features = call.shape(0);
    Shape labels = call.shape(1);
    if ((features.hasKnownRank() && features.rank() != 2)
        || (labels.hasKnownRank() && labels.rank() != 1)) {
      throw call.invalid(
          "logits must be a matrix and labels a vector, given shapes %s and %s", features, labels);
    }
    long rows = features.hasKnownRank() ? features.dim(0) : Shape.UNKNOWN_SIZE;
    long given = labels.hasKnownRank() ? labels.dim(0) : Shape.UNKNOWN_SIZE;
    if (rows >= 0 && given >= 0 && rows != given) {
      throw call.invalid("%d rows of logits, %d labels", rows, given);
    }
    long classes = features.hasKnownRank() ? features.dim(1) : Shape.UNKNOWN_SIZE;
    long batch = Math.max(rows, given);
    return List.of(Shape.of(batch), Shape.of(batch, classes));
  }

  private static List<EagerTensor> sparse(KernelCall call) {
    Shape features = call.input(0).shape();
    Shape labels = call.input(1).shape();
    if (features.rank() != 2 || labels.rank() != 1 || features.dim(0) != labels.dim(0)) {
      throw call.invalid(
          "logits must be a matrix with a label for each row, given shapes %s and %s",
          features, labels);
    }
    int rows = Math.toIntExact(features.dim(0));
    int classes = Math.toIntExact(features.dim(1));
    if (rows > 0 && classes == 0) {
      throw call.invalid("logits have no classes: shape %s", features);
    }
    double[] back = ElementArrays.doubles(call.input(0));
    long[] label = ElementArrays.longs(call.input(1));
    double[] loss = new double[rows];
    for (int r = 0; r < rows; r++) {
      if (label[r] < 0 || label[r] >= classes) {
        throw call.invalid("label %d of row %d is none of %d classes", label[r], r, classes);
      }
      int from = r * classes;
      double sum = shifted(back, from, classes);
      int wanted = from + (int) label[r];
      loss[r] = Math.log(sum) - back[wanted];
      for (int i = from; i < from + classes; i++) {
        back[i] = Math.exp(back[i]) / sum;
      }
      back[wanted] -= 1;
    }
    DType dtype = call.input(0).dtype();
    return List.of(
        ElementArrays.tensor(dtype, Shape.of(rows), loss),
        ElementArrays.tensor(dtype, features, back));
  }

  /** With respect to the logits: of the loss, and, where asked for, of the second output. */
  private static @Nullable Operand logitsGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand ofLoss = dys.get(0);
    Operand ofBackprop = dys.get(1);
    Tensor gradient =
        ofLoss == null ? null : Formula.mul(Formula.expandDims(ofLoss, -1), call.output(1));
    if (ofBackprop == null) {
      return gradient;
    }
    Tensor softmax = Formula.op("Softmax", call.input(0));
    Tensor along = Formula.sum(Formula.mul(ofBackprop, softmax), true, 1);
    Tensor second = Formula.mul(Formula.sub(ofBackprop, along), softmax);
    return gradient == null ? second : Formula.add(gradient, second);
  }
}
