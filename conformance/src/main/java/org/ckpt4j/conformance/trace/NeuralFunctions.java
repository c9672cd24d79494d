package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.losses.CrossEntropies;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Transpose;

/** The functions of {@code tf.nn} among the trace language's numerics. */
final class NeuralFunctions {
  private static final double SMALLEST_SQUARE = 1e-12;

  private NeuralFunctions() {}

  static void addTo(Map<String, NumericFunction> all) {
    for (Map.Entry<String, String> op :
        Map.of(
                "softplus", "Softplus",
                "softsign", "Softsign",
                "relu", "Relu",
                "relu6", "Relu6",
                "elu", "Elu",
                "selu", "Selu",
                "l2_loss", "L2Loss")
            .entrySet()) {
      NumericFunctions.one(all, op.getKey(), x -> StandardOps.call(op.getValue(), x));
    }
    all.put(
        "leaky_relu",
        (x, a) -> run("LeakyRelu", Attrs.of("alpha", (float) a.get("alpha").doubleValue()), x));
    all.put("gelu", (x, a) -> gelu(x.get(0), a.get("approximate").booleanValue()));
    NumericFunctions.one(all, "swish", x -> TF.multiply(x, TF.sigmoid(x)));
    all.put("softmax", (x, a) -> along("Softmax", x.get(0), a));
    all.put("log_softmax", (x, a) -> along("LogSoftmax", x.get(0), a));
    NumericFunctions.two(
        all,
        "softmax_cross_entropy_with_logits",
        (labels, logits) -> StandardOps.call("SoftmaxCrossEntropyWithLogits", logits, labels));
    all.put(
        "sparse_softmax_cross_entropy_with_logits",
        (x, a) ->
            StandardOps.call(
                "SparseSoftmaxCrossEntropyWithLogits",
                x.get(0),
                NumericFunctions.ints(a.get("labels"))));
    NumericFunctions.two(all, "sigmoid_cross_entropy_with_logits", CrossEntropies::sigmoid);
    all.put("l2_normalize", (x, a) -> normalized(x.get(0), a.get("axis").intValue()));
    NumericFunctions.two(all, "bias_add", (x, bias) -> StandardOps.call("BiasAdd", x, bias));
    all.put(
        "conv2d",
        (x, a) ->
            run(
                "Conv2D",
                Attrs.of("strides", square(a, "strides"), "padding", a.get("padding").textValue()),
                x));
    all.put("max_pool2d", (x, a) -> run("MaxPool", window(a), x));
    all.put("avg_pool2d", (x, a) -> run("AvgPool", window(a), x));
    all.put(
        "einsum", (x, a) -> run("Einsum", Attrs.of("equation", a.get("equation").textValue()), x));
  }

  private static Tensor run(String op, Attrs attrs, List<Tensor> inputs) {
    return StandardOps.run(op, null, attrs, inputs).output(0);
  }

  private static List<Long> square(JsonNode attrs, String name) {
    long size = attrs.get(name).longValue();
    return List.of(1L, size, size, 1L);
  }

  private static Attrs window(JsonNode attrs) {
    return Attrs.of(
        "ksize",
        square(attrs, "ksize"),
        "strides",
        square(attrs, "strides"),
        "padding",
        attrs.get("padding").textValue());
  }

  private static Tensor number(Tensor like, double value) {
    return ElementArrays.scalar(like.dtype(), value);
  }

  private static Tensor gelu(Tensor x, boolean approximate) {
    Tensor inner =
        approximate
            ? TF.tanh(
                TF.multiply(
                    number(x, 0.7978845608028654),
                    TF.add(x, TF.multiply(number(x, (float) 0.044715), TF.pow(x, number(x, 3))))))
            : TF.math.erf(TF.divide(x, number(x, (float) 1.4142135623730951)));
    return TF.multiply(TF.multiply(number(x, 0.5), x), TF.add(number(x, 1), inner));
  }

  private static Tensor normalized(Tensor x, int axis) {
    Tensor sum = TF.reduceSum(TF.square(x), new long[] {axis}, true);
    return TF.multiply(x, TF.math.rsqrt(TF.maximum(sum, number(x, SMALLEST_SQUARE))));
  }

  /** An operation along the last dimension, taken along another by swapping the two. */
  private static Tensor along(String op, Tensor x, JsonNode attrs) {
    int rank = x.shape().rank();
    int axis = attrs.path("axis").asInt(-1);
    int from = axis < 0 ? axis + rank : axis;
    if (from == rank - 1) {
      return StandardOps.call(op, x);
    }
    long[] order = new long[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i == from ? rank - 1 : i == rank - 1 ? from : i;
    }
    Tensor swapped = Transpose.of(x, ElementArrays.ints(order));
    return Transpose.of(StandardOps.call(op, swapped), ElementArrays.ints(order));
  }
}
