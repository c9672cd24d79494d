package org.ckpt4j.conformance.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.losses.Reduction;
import org.ckpt4j.options.LossOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every loss of {@code tf.compat.v1.losses}, reduction and weights beside TensorFlow. */
class LossesTest {
  private static final Map<String, Reduction> REDUCTIONS =
      Map.of(
          "none", Reduction.NONE,
          "weighted_sum", Reduction.SUM,
          "weighted_mean", Reduction.MEAN,
          "weighted_sum_over_batch_size", Reduction.SUM_OVER_BATCH_SIZE,
          "weighted_sum_by_nonzero_weights", Reduction.SUM_BY_NONZERO_WEIGHTS);

  @TestFactory
  Stream<DynamicTest> lossesAreAsTensorFlows() throws Exception {
    return StreamSupport.stream(Recorded.read("losses.json").spliterator(), false)
        .map(one -> dynamicTest(name(one), () -> replay(one)));
  }

  private static String name(JsonNode one) {
    return "%s %s weights=%s %s plain=%s"
        .formatted(
            one.get("loss").asText(),
            one.get("known"),
            one.get("weights"),
            one.get("reduction").asText(),
            one.get("plain"));
  }

  private static void replay(JsonNode one) {
    try (Scope program = Contexts.enter(new EagerContext())) {
      TF1.disableV2Behavior();
      Tensor x = TF1.placeholder(TF.FLOAT32, Recorded.shape(one.get("known")), TF.name("x"));
      Tensor y = call(one, x, options(one));
      assertEquals(one.get("output").asText(), y.name());
      assertEquals(Recorded.names(one.get("losses")), Recorded.collection(GraphKeys.LOSSES));

      Operand gradient = TF1.gradients(List.of(y), List.of(x)).get(0);
      assertNotNull(gradient);
      Feed feed = TF1.feed(x, predictions(one));
      try (Session session = new Session(TF1.getDefaultGraph())) {
        Recorded.assertNear(one.get("value"), session.run(y, feed), "value");
        Recorded.assertNear(one.get("gradient"), session.run(gradient, feed), "gradient");
      }
    }
  }

  private static Object predictions(JsonNode one) {
    double[] wave = Recorded.wave(Recorded.size(one.get("shape")), 0.5);
    if (one.get("loss").asText().equals("log_loss")) {
      wave = Arrays.stream(wave).map(v -> 0.5 + 0.4 * v).toArray();
    }
    return Recorded.floats(Recorded.shape(one.get("shape")), wave);
  }

  private static Tensor labels(JsonNode one) {
    String loss = one.get("loss").asText();
    Shape shape = Recorded.shape(one.get("shape"));
    if (loss.startsWith("sparse")) {
      long[] classes = new long[(int) shape.dim(0)];
      Arrays.setAll(classes, i -> i * 2L % shape.dim(1));
      return TF.constant(classes, TF.INT64, TF.name("z"));
    }
    double[] wave = Recorded.wave((int) shape.numElements(), 2);
    if (loss.contains("cross") || loss.equals("hinge_loss") || loss.equals("log_loss")) {
      wave = Arrays.stream(wave).map(v -> v > 0.2 ? 1 : 0).toArray();
    }
    return TF.constant(wave, TF.FLOAT32, shape, TF.name("z"));
  }

  private static LossOption[] options(JsonNode one) {
    List<LossOption> options = new ArrayList<>();
    if (!one.get("weights").isNull()) {
      Shape shape = Recorded.shape(one.get("weights"));
      double[] wave = Recorded.wave((int) shape.numElements(), 4);
      double[] weights = Arrays.stream(wave).map(v -> v < -0.3 ? 0 : v).toArray();
      options.add(
          LossOption.weights(shape.rank() == 0 ? (Object) 0.7 : Recorded.floats(shape, weights)));
    }
    if (!one.get("reduction").isNull()) {
      options.add(REDUCTIONS.get(one.get("reduction").asText()));
    }
    if (!one.get("name").isNull()) {
      options.add(new Named(one.get("name").asText()));
    }
    if (one.get("collection").isNull()) {
      options.add(LossOption.lossCollection(null));
    }
    return options.toArray(LossOption[]::new);
  }

  private static Tensor call(JsonNode one, Tensor x, LossOption... options) {
    boolean plain = one.get("plain").asBoolean();
    String loss = one.get("loss").asText();
    if (loss.equals("compute_weighted_loss")) {
      return TF1.losses.computeWeightedLoss(x, options);
    }
    Tensor z = labels(one);
    return switch (loss) {
      case "absolute_difference" -> TF1.losses.absoluteDifference(z, x, options);
      case "mean_squared_error" -> TF1.losses.meanSquaredError(z, x, options);
      case "huber_loss" -> TF1.losses.huberLoss(z, x, plain ? 1 : 0.4, options);
      case "hinge_loss" -> TF1.losses.hingeLoss(z, x, options);
      case "log_loss" ->
          plain ? TF1.losses.logLoss(z, x, options) : TF1.losses.logLoss(z, x, 1e-6, options);
      case "cosine_distance" -> TF1.losses.cosineDistance(z, x, 1, options);
      case "sigmoid_cross_entropy" ->
          plain
              ? TF1.losses.sigmoidCrossEntropy(z, x, options)
              : TF1.losses.sigmoidCrossEntropy(z, x, 0.2, options);
      case "softmax_cross_entropy" ->
          plain
              ? TF1.losses.softmaxCrossEntropy(z, x, options)
              : TF1.losses.softmaxCrossEntropy(z, x, 0.1, options);
      case "sparse_softmax_cross_entropy" -> TF1.losses.sparseSoftmaxCrossEntropy(z, x, options);
      case "mean_pairwise_squared_error" -> TF1.losses.meanPairwiseSquaredError(z, x, options);
      default -> throw new AssertionError("a recorded loss that is not replayed: " + one);
    };
  }
}
