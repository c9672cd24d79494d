package org.ckpt4j.conformance.live;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * What a random graph is made of; {@code peer_graphs.py} has the same functions under the same
 * names. Each takes one or two tensors of floats and a number from 0 to 99, and gives floats.
 */
enum GraphFunction {
  TANH(TF::tanh),
  SIGMOID(TF::sigmoid),
  RELU(x -> TF.nn.relu(x)),
  SIN(TF::sin),
  SOFTPLUS(x -> TF.math.softplus(x)),
  ELU(x -> TF.nn.elu(x)),
  ABS(TF::abs),
  NEGATIVE(TF::negative),
  SQUARE(x -> clipped(TF.square(x))),
  EXP(x -> clipped(TF.exp(x))),
  RSQRT(x -> TF1.rsqrt(TF.add(TF.square(x), 1f))),
  CLIP(GraphFunction::clipped),
  REDUCE_ALL(x -> TF.reduceMean(x)),
  FLATTEN(x -> TF.reshape(x, new int[] {-1})),
  EXPAND(x -> TF.expandDims(x, 0), x -> rank(x) < 4),
  AS_INTEGERS(x -> TF.cast(TF.cast(TF.multiply(x, 8f), DType.INT32), DType.FLOAT32)),
  TEXT(x -> TF.cast(TF.strings.length(TF.strings.asString(integers(x))), DType.FLOAT32)),
  SOFTMAX(x -> TF.nn.softmax(x), GraphFunction::hasAxes),
  LOG_SOFTMAX(x -> clipped(TF.nn.logSoftmax(x)), GraphFunction::hasAxes),
  CUMSUM(x -> clipped(TF.cumsum(x)), GraphFunction::hasAxes),
  REVERSE(x -> TF.reverse(x, new int[] {0}), GraphFunction::hasAxes),
  EVERY_SECOND(x -> TF.at(x, TF.span(null, null, 2)), GraphFunction::hasAxes),
  PAD(x -> TF.pad(x, paddings(x)), x -> hasAxes(x) && small(x)),
  ONE_HOT(x -> TF.oneHot(TF.argmax(x, -1), 3), x -> hasAxes(x) && rank(x) < 4),
  L2_NORMALIZE(x -> TF.nn.l2Normalize(x, new long[] {0}), GraphFunction::hasAxes),
  SEGMENTS(
      x -> clipped(TF.math.unsortedSegmentSum(x, TF.zeros(Shape.of(dim(x, 0)), DType.INT32), 2)),
      GraphFunction::hasAxes),
  DENSE(
      x ->
          TF1.layers.dense(
              x, 2, LayerOption.parameter("kernel_initializer", TF.constantInitializer(0.3))),
      GraphFunction::isMatrix),
  CONVOLUTION(
      x ->
          TF.squeeze(
              TF.nn.conv2d(
                  TF.expandDims(TF.expandDims(x, 0), -1),
                  TF.constant(new float[][][][] {{{{0.5f}}, {{-0.25f}}}, {{{0.125f}}, {{0.75f}}}}),
                  new long[] {1, 1, 1, 1},
                  "SAME"),
              List.of(0L, 3L)),
      GraphFunction::isMatrix),
  POOL(
      x ->
          TF.squeeze(
              TF.nn.maxPool(
                  TF.expandDims(TF.expandDims(x, 0), -1),
                  new long[] {1, 2, 2, 1},
                  new long[] {1, 1, 1, 1},
                  "SAME"),
              List.of(0L, 3L)),
      GraphFunction::isMatrix),
  GRAM(x -> clipped(TF.matmul(x, TF.transpose(x))), x -> isMatrix(x) && dim(x, 0) < 12),
  TRANSPOSE(x -> TF.transpose(x), x -> rank(x) > 1),
  COND(
      x ->
          TF.cond(
              TF.greater(TF.reduceSum(x), 0f), () -> TF.multiply(x, 2f), () -> TF.subtract(x, 1f)),
      x -> true),
  SUM(
      (x, number) -> clipped(TF.reduceSum(x, number % rank(x), number % 2 == 1)),
      GraphFunction::hasAxes),
  MEAN((x, number) -> TF.reduceMean(x, number % rank(x), number % 2 == 1), GraphFunction::hasAxes),
  MAX((x, number) -> TF.reduceMax(x, number % rank(x), number % 2 == 1), GraphFunction::hasAxes),
  GATHER((x, number) -> TF.gather(x, rows(x, number)), x -> hasAxes(x) && small(x)),
  RANDOM((x, number) -> TF.add(x, TF1.randomUniform(x.shape(), TF.seed(number))), x -> true),
  WHILE(
      (x, number) ->
          TF.whileLoop(
                  vars -> TF.less(vars.get(0), number % 4),
                  vars -> List.of(TF.add(vars.get(0), 1), TF.tanh(TF.add(vars.get(1), 0.5f))),
                  List.of(TF.constant(0), x))
              .get(1),
      x -> true),
  ADD(TF::add, GraphFunction::broadcast),
  SUBTRACT(TF::subtract, GraphFunction::broadcast),
  MULTIPLY((x, y) -> clipped(TF.multiply(x, y)), GraphFunction::broadcast),
  MAXIMUM(TF::maximum, GraphFunction::broadcast),
  DIVIDE((x, y) -> TF.divide(x, TF.add(TF.square(y), 1f)), GraphFunction::broadcast),
  SQUARED_DIFFERENCE((x, y) -> clipped(TF.math.squaredDifference(x, y)), GraphFunction::broadcast),
  WHERE((x, y) -> TF.where(TF.greater(x, 0f), x, y), (x, y) -> x.shape().equals(y.shape())),
  STACK(
      (x, y) -> TF.stack(List.of(x, y)),
      (x, y) -> x.shape().equals(y.shape()) && rank(x) < 4 && small(x)),
  CONCAT(
      (x, y) -> TF.concat(List.of(x, y), 0),
      (x, y) -> x.shape().equals(y.shape()) && hasAxes(x) && small(x)),
  MATMUL(
      (x, y) -> clipped(TF.matmul(x, y)),
      (x, y) -> isMatrix(x) && isMatrix(y) && dim(x, 1) == dim(y, 0));

  /** One or two inputs (the second may be the first again) and a number. */
  private interface Make {
    Tensor of(Tensor x, Tensor y, int number);
  }

  private interface Fits {
    boolean to(Tensor x, Tensor y);
  }

  private interface Numbered {
    Tensor of(Tensor x, int number);
  }

  private final int inputs;
  private final Make make;
  private final Fits fits;

  GraphFunction(UnaryOperator<Tensor> make) {
    this(make, x -> true);
  }

  GraphFunction(UnaryOperator<Tensor> make, Predicate<Tensor> fits) {
    this((Numbered) (x, number) -> make.apply(x), fits);
  }

  GraphFunction(Numbered make, Predicate<Tensor> fits) {
    this.inputs = 1;
    this.make = (x, y, number) -> make.of(x, number);
    this.fits = (x, y) -> fits.test(x);
  }

  GraphFunction(BinaryOperator<Tensor> make, Fits fits) {
    this.inputs = 2;
    this.make = (x, y, number) -> make.apply(x, y);
    this.fits = fits;
  }

  int inputs() {
    return inputs;
  }

  boolean fits(Tensor x, Tensor y) {
    return fits.to(x, y);
  }

  Tensor of(Tensor x, Tensor y, int number) {
    return make.of(x, y, number);
  }

  private static int rank(Tensor x) {
    return x.shape().rank();
  }

  private static long dim(Tensor x, int axis) {
    return x.shape().dim(axis);
  }

  private static boolean hasAxes(Tensor x) {
    return rank(x) > 0;
  }

  private static boolean isMatrix(Tensor x) {
    return rank(x) == 2;
  }

  private static boolean small(Tensor x) {
    return x.shape().numElements() < 100;
  }

  private static boolean broadcast(Tensor x, Tensor y) {
    for (int i = 1; i <= Math.min(rank(x), rank(y)); i++) {
      long a = dim(x, rank(x) - i);
      long b = dim(y, rank(y) - i);
      if (a != b && a != 1 && b != 1) {
        return false;
      }
    }
    return true;
  }

  private static Tensor clipped(Tensor x) {
    return TF.clipByValue(x, -3f, 3f);
  }

  private static Tensor integers(Tensor x) {
    return TF.cast(TF.multiply(x, 10f), DType.INT32);
  }

  private static int[][] paddings(Tensor x) {
    int[][] out = new int[rank(x)][2];
    for (int[] axis : out) {
      axis[0] = 1;
    }
    return out;
  }

  private static int[] rows(Tensor x, int number) {
    return new int[] {0, (int) dim(x, 0) - 1, number % (int) dim(x, 0)};
  }
}
