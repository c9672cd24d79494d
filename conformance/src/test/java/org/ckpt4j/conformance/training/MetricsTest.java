package org.ckpt4j.conformance.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ckpt4j.TF;
import org.ckpt4j.compat.MetricsApi;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.metrics.Metric;
import org.ckpt4j.options.MetricOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Metrics of {@code tf.compat.v1.metrics} over three batches beside TensorFlow. */
class MetricsTest {
  @TestFactory
  Stream<DynamicTest> metricsAreAsTensorFlows() throws Exception {
    return StreamSupport.stream(Recorded.read("metrics.json").spliterator(), false)
        .map(one -> dynamicTest(name(one), () -> replay(one)));
  }

  private static String name(JsonNode one) {
    return "%s %s weights=%s %s"
        .formatted(
            one.get("metric").asText(), one.get("shape"), one.get("weights"), one.get("options"));
  }

  private record Operands(Tensor labels, Tensor predictions, List<MetricOption> options) {}

  private static void replay(JsonNode one) {
    try (Scope program = Contexts.enter(new EagerContext())) {
      TF1.disableV2Behavior();
      String kind = one.get("kind").asText();
      Shape shape = Recorded.shape(one.get("shape"));
      DType labelType =
          kind.equals("bool") ? TF.BOOL : kind.equals("class") ? TF.INT64 : TF.FLOAT32;
      DType type = labelType;
      Tensor z = TF1.placeholder(labelType, shape, TF.name("z"));
      Tensor x = TF1.placeholder(type, shape, TF.name("x"));
      List<MetricOption> options = new ArrayList<>();
      Tensor w = null;
      if (!one.get("weights").isNull()) {
        w = TF1.placeholder(TF.FLOAT32, Recorded.shape(one.get("weights")), TF.name("w"));
        options.add(MetricOption.weights(w));
      }
      if (!one.get("name").isNull()) {
        options.add(new Named(one.get("name").asText()));
      }
      if (one.get("collected").asBoolean()) {
        options.add(MetricOption.metricsCollections("my_values"));
        options.add(MetricOption.updatesCollections("my_updates"));
      }
      Metric metric = call(one, new Operands(z, x, options));
      assertEquals(
          Recorded.names(one.get("output")),
          List.of(metric.value().name(), metric.updateOp().name()));
      for (String key :
          List.of(
              GraphKeys.GLOBAL_VARIABLES,
              GraphKeys.LOCAL_VARIABLES,
              GraphKeys.METRIC_VARIABLES,
              "my_values",
              "my_updates")) {
        assertEquals(
            Recorded.names(one.get("collections").path(key)), Recorded.collection(key), key);
      }
      try (Session session = new Session(TF1.getDefaultGraph())) {
        session.run(TF1.localVariablesInitializer());
        Recorded.assertNear(one.get("before"), session.run(metric.value()), "before");
        for (int batch = 0; batch < 3; batch++) {
          List<Feed> feeds = new ArrayList<>();
          feeds.add(TF1.feed(z, Batches.of(one, kind, shape, batch, true)));
          feeds.add(TF1.feed(x, Batches.of(one, kind, shape, batch + 2.5, false)));
          if (w != null) {
            double[] wave = Recorded.wave((int) w.shape().numElements(), batch + 1);
            double[] weights = Arrays.stream(wave).map(v -> Math.max(v, 0)).toArray();
            feeds.add(TF1.feed(w, Recorded.floats(w.shape(), weights)));
          }
          Feed[] all = feeds.toArray(Feed[]::new);
          Recorded.assertNear(
              one.get("updates").get(batch), session.run(metric.updateOp(), all), "update");
          Recorded.assertNear(
              one.get("after").get(batch), session.run(metric.value()), "value after " + batch);
        }
        for (int i = 0; i < one.get("state").size(); i++) {
          Recorded.assertNear(
              one.get("state").get(i), session.run(TF1.localVariables().get(i)), "variable " + i);
        }
      }
    }
  }

  /** The batches of the recorder. */
  private static final class Batches {
    static Object of(JsonNode one, String kind, Shape shape, double phase, boolean labels) {
      int classes = one.get("options").path("num_classes").asInt(2);
      DoubleUnaryOperator each =
          switch (kind) {
            case "bool" -> v -> v > (labels ? 0 : -0.2) ? 1 : 0;
            case "share" -> labels ? v -> v > 0 ? 1 : 0 : v -> 0.5 + 0.49 * v;
            case "class" -> v -> Math.min(Math.floor((0.5 + 0.5 * v) * classes), classes - 1);
            default -> v -> v;
          };
      double[] wave = Recorded.wave((int) shape.numElements(), phase);
      double[] values = Arrays.stream(wave).map(each).toArray();
      return switch (kind) {
        case "bool", "class" -> shaped(kind, shape, values);
        default -> Recorded.floats(shape, values);
      };
    }

    private static Object shaped(String kind, Shape shape, double[] values) {
      List<Object> flat = new ArrayList<>();
      for (double value : values) {
        flat.add(kind.equals("bool") ? (Object) (value != 0) : (Object) (long) value);
      }
      if (shape.rank() == 1) {
        return flat;
      }
      List<Object> rows = new ArrayList<>();
      int width = (int) shape.dim(1);
      for (int i = 0; i < flat.size(); i += width) {
        rows.add(flat.subList(i, i + width));
      }
      return rows;
    }
  }

  private static Metric call(JsonNode one, Operands given) {
    MetricOption[] options = given.options().toArray(MetricOption[]::new);
    MetricsApi metrics = TF1.metrics;
    Tensor z = given.labels();
    Tensor x = given.predictions();
    int thresholds = one.get("options").path("num_thresholds").asInt(200);
    return switch (one.get("metric").asText()) {
      case "mean" -> metrics.mean(x, options);
      case "accuracy" -> metrics.accuracy(z, x, options);
      case "mean_squared_error" -> metrics.meanSquaredError(z, x, options);
      case "mean_absolute_error" -> metrics.meanAbsoluteError(z, x, options);
      case "root_mean_squared_error" -> metrics.rootMeanSquaredError(z, x, options);
      case "true_positives" -> metrics.truePositives(z, x, options);
      case "false_positives" -> metrics.falsePositives(z, x, options);
      case "true_negatives" -> metrics.trueNegatives(z, x, options);
      case "false_negatives" -> metrics.falseNegatives(z, x, options);
      case "precision" -> metrics.precision(z, x, options);
      case "recall" -> metrics.recall(z, x, options);
      case "auc" -> metrics.auc(z, x, thresholds, options);
      default -> throw new AssertionError("a recorded metric that is not replayed: " + one);
    };
  }
}
