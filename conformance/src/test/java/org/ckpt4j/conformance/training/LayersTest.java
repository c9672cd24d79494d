package org.ckpt4j.conformance.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Session;
import org.ckpt4j.layers.Layers;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every layer of {@code tf.compat.v1.layers} beside TensorFlow: nodes, variables, collections,
 * values in training and after it, gradients.
 */
class LayersTest {
  private static final Map<String, UnaryOperator<Tensor>> ACTIVATIONS =
      Map.of("relu", TF.nn::relu, "tanh", TF::tanh, "sigmoid", TF::sigmoid);

  @TestFactory
  Stream<DynamicTest> layersAreAsTensorFlows() throws Exception {
    JsonNode cases = Recorded.read("layers.json");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(one -> dynamicTest(name(one), () -> replay(one)));
  }

  private static String name(JsonNode one) {
    return "%s %s %s training=%s %s"
        .formatted(
            one.get("layer").asText(),
            one.get("known"),
            one.get("args"),
            one.get("training").asText(),
            one.get("options"));
  }

  private static void replay(JsonNode one) {
    try (Scope program = Contexts.enter(new EagerContext())) {
      TF1.disableV2Behavior();
      replayIn(TF1.getDefaultGraph(), one);
    }
  }

  private static void replayIn(Graph graph, JsonNode one) {
    try (Session session = new Session(graph)) {
      TF1.setRandomSeed(11);
      Tensor x = TF1.placeholder(TF.FLOAT32, Recorded.shape(one.get("known")), TF.name("x"));
      List<LayerOption> options = options(one.get("options"));
      JsonNode training = one.get("training");
      Tensor later = null;
      if (training.isTextual()) {
        later = TF1.placeholder(TF.BOOL, TF.shape(), TF.name("training"));
        options.add(LayerOption.training(later));
      } else if (training.isBoolean()) {
        options.add(LayerOption.training(training.asBoolean()));
      }
      Tensor y = call(one, x, options);
      for (int i = 1; i < one.get("calls").asInt(); i++) {
        options.add(LayerOption.reuse(true));
        y = call(one, x, options);
      }

      assertEquals(one.get("output").asText(), y.name());
      assertEquals(Recorded.shape(one.get("shape")), y.shape());
      for (String key :
          List.of(
              GraphKeys.GLOBAL_VARIABLES,
              GraphKeys.TRAINABLE_VARIABLES,
              GraphKeys.UPDATE_OPS,
              GraphKeys.LOSSES,
              GraphKeys.REGULARIZATION_LOSSES)) {
        assertEquals(
            Recorded.names(one.get("collections").path(key)), Recorded.collection(key), key);
      }
      final String nodes = Recorded.nodes();
      compareValues(one, session, x, y, later);
      if (interiorIsTheSame(one)) {
        assertEquals(one.get("nodes").asText().replace(' ', '\n'), nodes);
      }
    }
  }

  // Names of what users reach are the same everywhere; these layers compute it by other nodes.
  private static boolean interiorIsTheSame(JsonNode one) {
    String layer = one.get("layer").asText();
    JsonNode options = one.get("options");
    boolean decidedLater = one.get("training").isTextual();
    return switch (layer) {
      case "dense" -> one.get("known").size() == 2;
      case "batch_normalization" -> false;
      case "dropout" -> !options.has("noise_shape");
      case "separable_conv2d", "conv2d_transpose" -> false;
      case "flatten" -> !one.get("known").path(1).isNull();
      default -> !options.has("dilation_rate") && !options.has("data_format") && !decidedLater;
    };
  }

  private static void compareValues(
      JsonNode one, Session session, Tensor x, Tensor y, @Nullable Tensor later) {
    Tensor count = TF.cast(TF.range(TF.size(y)), TF.FLOAT32);
    Tensor slope = TF.cos(TF.reshape(TF.times(count, 0.37f), TF.shapeOf(y)));
    List<Operand> sources = new ArrayList<>(List.of(x));
    sources.addAll(TF1.trainableVariables());
    List<@Nullable Operand> gradients =
        TF1.gradients(List.of(TF.reduceSum(TF.times(y, slope))), sources);
    session.run(TF1.globalVariablesInitializer());
    compare(one.get("initial"), session, "initial");
    for (int step = 0; step < one.get("steps").asInt(); step++) {
      session.run(TF1.getCollection(GraphKeys.UPDATE_OPS), feeds(one, x, step, later, true));
    }
    if (one.get("steps").asInt() > 0) {
      compare(one.get("after"), session, "after the updates");
    }
    for (int i = 0; i < one.get("values").size(); i++) {
      Feed[] feeds = feeds(one, x, 0.5, later, i == 0);
      Recorded.assertNear(one.get("values").get(i), session.run(y, feeds), "value");
      for (int g = 0; g < gradients.size(); g++) {
        JsonNode expected = one.get("gradients").get(i).get(g);
        Operand gradient = gradients.get(g);
        if (gradient == null || expected.isNull()) {
          assertNull(gradient);
          assertEquals(true, expected.isNull());
        } else {
          Recorded.assertNear(
              expected, session.run(gradient, feeds), "gradient of " + sources.get(g).name());
        }
      }
      List<Object> losses = TF1.losses.getRegularizationLosses();
      for (int r = 0; r < losses.size(); r++) {
        Recorded.assertNear(
            new double[] {one.get("regularization").get(r).get(0).asDouble()},
            Recorded.numbers(session.run((Operand) losses.get(r), feeds)),
            "regularization loss");
      }
    }
  }

  private static void compare(JsonNode expected, Session session, String when) {
    List<Variable> variables = TF1.globalVariables();
    for (int i = 0; i < variables.size(); i++) {
      Recorded.assertNear(
          expected.get(i), session.run(variables.get(i)), when + " " + variables.get(i).name());
    }
  }

  private static Feed[] feeds(
      JsonNode one, Tensor x, double phase, @Nullable Tensor later, boolean now) {
    Feed input = TF1.feed(x, Recorded.wave(Recorded.shape(one.get("input")), phase));
    return later == null ? new Feed[] {input} : new Feed[] {input, TF1.feed(later, now)};
  }

  private static List<LayerOption> options(JsonNode given) {
    Map<String, LayerOption> options = new LinkedHashMap<>();
    given.properties().forEach(entry -> options.put(entry.getKey(), option(entry)));
    options.remove("rate");
    return new ArrayList<>(options.values());
  }

  private static LayerOption option(Map.Entry<String, JsonNode> entry) {
    String name = entry.getKey();
    JsonNode value = entry.getValue();
    if (name.equals("name")) {
      return new Named(value.asText());
    }
    if (name.equals("activation")) {
      return Layers.activation(ACTIVATIONS.get(value.asText()));
    }
    Object converted;
    if (name.endsWith("_initializer")) {
      var seed = TF.seed(value.get(1).asLong());
      converted =
          value.get(0).asText().equals("glorot")
              ? TF1.glorotUniformInitializer(seed)
              : TF1.randomNormalInitializer(seed);
    } else if (name.endsWith("_regularizer")) {
      float scale = (float) value.asDouble();
      converted = (Regularizer) w -> TF.times(scale, TF.reduceSum(TF.square(w)));
    } else if (value.isArray()) {
      converted = Recorded.longs(value);
    } else if (value.isBoolean()) {
      converted = value.asBoolean();
    } else if (value.isTextual()) {
      converted = value.asText();
    } else {
      converted = value.isInt() ? (Object) value.asInt() : value.asDouble();
    }
    return LayerOption.parameter(name, converted);
  }

  private static Tensor call(JsonNode one, Tensor x, List<LayerOption> given) {
    JsonNode args = one.get("args");
    LayerOption[] options = given.toArray(LayerOption[]::new);
    int first = args.path(0).asInt();
    Object a = number(args.path(0));
    Object b = number(args.path(1));
    return switch (one.get("layer").asText()) {
      case "dense" -> TF1.layers.dense(x, first, options);
      case "conv1d" -> TF1.layers.conv1d(x, first, b, options);
      case "conv2d" -> TF1.layers.conv2d(x, first, b, options);
      case "conv3d" -> TF1.layers.conv3d(x, first, b, options);
      case "separable_conv2d" -> TF1.layers.separableConv2d(x, first, b, options);
      case "conv2d_transpose" -> TF1.layers.conv2dTranspose(x, first, b, options);
      case "batch_normalization" -> TF1.layers.batchNormalization(x, options);
      case "dropout" -> TF1.layers.dropout(x, one.get("options").get("rate").asDouble(), options);
      case "max_pooling1d" -> TF1.layers.maxPooling1d(x, a, b, options);
      case "max_pooling2d" -> TF1.layers.maxPooling2d(x, a, b, options);
      case "max_pooling3d" -> TF1.layers.maxPooling3d(x, a, b, options);
      case "average_pooling1d" -> TF1.layers.averagePooling1d(x, a, b, options);
      case "average_pooling2d" -> TF1.layers.averagePooling2d(x, a, b, options);
      case "average_pooling3d" -> TF1.layers.averagePooling3d(x, a, b, options);
      case "flatten" -> TF1.layers.flatten(x, options);
      default -> throw new AssertionError("a recorded layer that is not replayed: " + one);
    };
  }

  private static Object number(JsonNode given) {
    return given.isArray() ? Arrays.stream(Recorded.longs(given)).toArray() : given.asInt();
  }
}
