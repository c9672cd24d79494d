package org.ckpt4j.conformance.training;

import static org.ckpt4j.TF.*;
import static org.ckpt4j.compat.TF1.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.layers.Layers;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.options.OptimizerOption;
import org.ckpt4j.train.optimizers.GradAndVar;
import org.ckpt4j.train.optimizers.Optimizer;
import org.ckpt4j.variables.Regularizer;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;

/** Programs of TensorFlow 1 that train, line by line as in {@code record_programs.py}. */
class GraphProgramsTest {
  private static final double[][] ONE_HOT = {{1, 0}, {0, 1}, {0, 1}, {1, 0}};

  private static float[][] positive(double phase) {
    double[] wave = Recorded.wave(24, phase);
    float[][] out = new float[8][1];
    for (int i = 0; i < 8; i++) {
      out[i][0] = wave[3 * i] > 0 ? 1 : 0;
    }
    return out;
  }

  @Test
  void logisticRegression() throws Exception {
    try (Program program = new Program("logistic_regression")) {
      disableV2Behavior();
      resetDefaultGraph();
      Tensor x = placeholder(FLOAT32, shape(-1, 3), name("x"));
      Tensor y = placeholder(FLOAT32, shape(-1, 1), name("y"));
      Variable w = getVariable("w", shape(3, 1), TF1.zerosInitializer());
      Variable b = new Variable(zeros(shape(1)), name("b"));
      Tensor logits = plus(matmul(x, w), b);
      Tensor loss = reduceMean(nn.sigmoidCrossEntropyWithLogits(y, logits));
      Node train = TF1.train.gradientDescentOptimizer(0.5).minimize(loss);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int step = 0; step < 10; step++) {
          Feed a = feed(x, Program.wave(step, 8, 3));
          Feed z = feed(y, positive(step));
          program.out(sess.run(List.of(train, loss), a, z).get(1));
        }
        program.variables(sess, List.of(w, b));
      }
    }
  }

  @Test
  void aPerceptronWithDecaySummariesAndGlobalStep() throws Exception {
    try (Program program = new Program("mlp")) {
      disableV2Behavior();
      setRandomSeed(7);
      Tensor x = placeholder(FLOAT32, shape(-1, 4), name("x"));
      Tensor labels = placeholder(INT64, shape(-1), name("labels"));
      Tensor hidden = layers.dense(x, 8, Layers.activation(nn::relu), name("hidden"));
      Tensor logits = layers.dense(hidden, 3);
      Tensor loss = losses.sparseSoftmaxCrossEntropy(labels, logits);
      Variable step = TF1.train.getOrCreateGlobalStep();
      Operand rate = TF1.train.exponentialDecay(0.05, step, 3, 0.5, true);
      Node train = TF1.train.adamOptimizer(rate).minimize(loss, MinimizeOption.globalStep(step));
      summary.scalar("loss", loss);
      summary.histogram("logits", logits);
      Tensor merged = summary.mergeAll();
      String report = "";
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 10; i++) {
          Feed a = feed(x, Program.wave(i, 6, 4));
          Feed b = feed(labels, new long[] {0, 1, 2, 0, 1, 2});
          List<EagerTensor> values = sess.run(List.of(loss, rate, merged, train), a, b);
          report =
              new String(
                  values.get(2).raw().elements().get(0).toByteArray(), StandardCharsets.ISO_8859_1);
          program.out(values.get(0), values.get(1), values.get(0));
        }
        program.out(sess.run(step));
        program.variables(sess, trainableVariables());
      }
      assertTrue(report.contains("loss") && report.contains("logits"));
      List<String> names = new ArrayList<>(Program.globalNames());
      names.addAll(List.of("loss", "logits"));
      program.names(names);
    }
  }

  @Test
  void aConvolutionalNetWithBatchNormalization() throws Exception {
    try (Program program = new Program("cnn")) {
      disableV2Behavior();
      setRandomSeed(3);
      Tensor images = placeholder(FLOAT32, shape(-1, 8, 8, 1), name("images"));
      Tensor labels = placeholder(FLOAT32, shape(-1, 2), name("labels"));
      Tensor training = placeholderWithDefault(false, shape(), name("training"));
      Tensor net =
          layers.conv2d(images, 4, 3, LayerOption.padding("same"), LayerOption.useBias(false));
      net =
          layers.batchNormalization(net, LayerOption.training(training), LayerOption.momentum(0.8));
      net = nn.relu(net);
      net = layers.maxPooling2d(net, 2, 2);
      net = layers.conv2d(net, 4, new long[] {3, 3}, Layers.activation(nn::elu));
      net = layers.flatten(net);
      net = layers.dropout(net, 0.25, LayerOption.training(training), LayerOption.seed(1));
      Tensor logits = layers.dense(net, 2);
      Tensor loss = losses.softmaxCrossEntropy(labels, logits, 0.1);
      List<Object> updateOps = getCollection(GraphKeys.UPDATE_OPS);
      Node train;
      try (var after = controlDependencies(updateOps)) {
        train =
            TF1.train
                .momentumOptimizer(0.02, 0.9, OptimizerOption.useNesterov(true))
                .minimize(loss);
      }
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 6; i++) {
          Feed a = feed(images, Program.wave(i, 4, 8, 8, 1));
          Feed b = feed(labels, ONE_HOT);
          sess.run(train, a, b, feed(training, true));
          program.out(sess.run(loss, a, b));
        }
        program.variables(sess, globalVariables().subList(0, 8));
      }
    }
  }

  @Test
  void embeddingsBySparseGradients() throws Exception {
    try (Program program = new Program("embedding")) {
      disableV2Behavior();
      for (String name : List.of("adagrad", "rmsprop", "adam", "momentum", "ftrl")) {
        resetDefaultGraph();
        setRandomSeed(5);
        Tensor words = placeholder(INT32, shape(-1), name("words"));
        Tensor context = placeholder(INT64, shape(-1), name("context"));
        Variable table;
        Variable weights;
        try (var model = variableScope("model", randomUniformInitializer(-1, 1))) {
          table = getVariable("embedding", shape(7, 4));
          weights = getVariable("softmax", shape(4, 7));
        }
        Tensor found = nn.embeddingLookup(table, words);
        Tensor logits = matmul(found, weights);
        Tensor loss = reduceMean(nn.sparseSoftmaxCrossEntropyWithLogits(context, logits));
        Optimizer optimizer =
            switch (name) {
              case "adagrad" -> TF1.train.adagradOptimizer(0.3);
              case "rmsprop" -> TF1.train.rmsPropOptimizer(0.05, OptimizerOption.momentum(0.5));
              case "adam" -> TF1.train.adamOptimizer(0.1);
              case "momentum" -> TF1.train.momentumOptimizer(0.2, 0.9);
              default -> TF1.train.ftrlOptimizer(0.2);
            };
        List<GradAndVar> grads = optimizer.computeGradients(loss);
        Node train = optimizer.applyGradients(grads);
        try (var sess = session()) {
          sess.run(globalVariablesInitializer());
          for (int i = 0; i < 5; i++) {
            Feed a = feed(words, new int[] {1, 4, 1, i * 3 % 7});
            Feed b = feed(context, new long[] {2, 0, 5, 6});
            program.out(sess.run(List.of(loss, train), a, b).get(0));
          }
          program.variables(sess, List.of(table, weights));
        }
        List<String> names = new ArrayList<>();
        names.add(grads.get(0).gradient() instanceof IndexedSlices ? "IndexedSlices" : "Tensor");
        names.addAll(Program.globalNames());
        program.names(names);
      }
    }
  }

  @Test
  void anAutoencoderWithTiedWeightsAndRegularization() throws Exception {
    try (Program program = new Program("autoencoder")) {
      disableV2Behavior();
      setRandomSeed(2);
      Regularizer l2 = w -> times(0.01, nn.l2Loss(w));
      Tensor x = placeholder(FLOAT32, shape(5, 6), name("x"));
      Variable w;
      Variable b;
      Variable c;
      try (var auto = variableScope("auto", l2)) {
        w = getVariable("w", shape(6, 3));
        b = getVariable("b", shape(3), TF1.zerosInitializer());
        c = getVariable("c", shape(6), TF1.zerosInitializer());
      }
      Tensor code = tanh(plus(matmul(x, w), b));
      Tensor decoded = plus(matmul(code, w, false, true), c);
      losses.meanSquaredError(x, decoded);
      Tensor total = losses.getTotalLoss();
      Node train = TF1.train.adamOptimizer(0.05).minimize(total);
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 8; i++) {
          Feed a = feed(x, Program.wave(i % 2, 5, 6));
          program.out(sess.run(List.of(total, train), a).get(0));
        }
        program.variables(sess, List.of(w, b, c));
      }
      List<String> names = new ArrayList<>();
      losses.getRegularizationLosses().forEach(loss -> names.add(((Operand) loss).name()));
      names.add(total.name());
      program.names(names);
    }
  }

  private static Tensor generator(Tensor z) {
    try (var gen = variableScope("gen")) {
      return layers.dense(layers.dense(z, 5, Layers.activation(nn::relu)), 2);
    }
  }

  private static Tensor discriminator(Tensor x, boolean again) {
    try (var disc = variableScope("disc", reuse(again))) {
      Tensor hidden = layers.dense(x, 6, Layers.activation(nn::leakyRelu), name("hidden"));
      return layers.dense(hidden, 1, name("out"));
    }
  }

  @Test
  void twoNetsThatTrainAgainstEachOther() throws Exception {
    try (Program program = new Program("gan")) {
      disableV2Behavior();
      setRandomSeed(13);
      Tensor real = placeholder(FLOAT32, shape(-1, 2), name("real"));
      Tensor z = TF1.randomNormal(List.of(4, 3), seed(21));
      Tensor fake = generator(z);
      Tensor onReal = discriminator(real, false);
      Tensor onFake = discriminator(fake, true);
      Tensor discriminatorLoss =
          plus(
              reduceMean(nn.sigmoidCrossEntropyWithLogits(onesLike(onReal), onReal)),
              reduceMean(nn.sigmoidCrossEntropyWithLogits(zerosLike(onFake), onFake)));
      Tensor generatorLoss = reduceMean(nn.sigmoidCrossEntropyWithLogits(onesLike(onFake), onFake));
      List<Object> generators = getCollection(GraphKeys.TRAINABLE_VARIABLES, "gen");
      List<Variable> discriminators =
          trainableVariables().stream().filter(v -> v.name().startsWith("disc/")).toList();
      Node trainDiscriminator =
          TF1.train
              .adamOptimizer(0.02, OptimizerOption.beta1(0.5))
              .minimize(discriminatorLoss, MinimizeOption.varList(discriminators));
      Node trainGenerator =
          TF1.train
              .adamOptimizer(0.03, OptimizerOption.beta1(0.5))
              .minimize(generatorLoss, MinimizeOption.varList(generators));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 5; i++) {
          Feed a = feed(real, Program.wave(i, 4, 2));
          program.out(sess.run(List.of(discriminatorLoss, trainDiscriminator), a).get(0));
          program.out(sess.run(List.of(generatorLoss, trainGenerator)).get(0));
        }
        program.variables(sess, trainableVariables());
      }
      program.names(Program.globalNames());
    }
  }

  @Test
  void movingAveragesAreRestoredInPlaceOfVariables() throws Exception {
    try (Program program = new Program("averages")) {
      disableV2Behavior();
      enableResourceVariables(); // a reference is read before the update, not after it
      Tensor x = placeholder(FLOAT32, shape(4), name("x"));
      Variable w = new Variable(new float[] {1, -1, 0.5f, 2}, name("w"));
      Tensor loss = reduceSum(square(minus(w, x)));
      Variable step = TF1.train.createGlobalStep();
      Node optimize =
          TF1.train.gradientDescentOptimizer(0.1).minimize(loss, MinimizeOption.globalStep(step));
      var ema = TF1.train.exponentialMovingAverage(0.9, step);
      Node train;
      try (var after = controlDependencies(List.of(optimize))) {
        train = ema.apply(List.of(w));
      }
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 6; i++) {
          sess.run(train, feed(x, Program.wave(i, 4)));
          program.out(sess.run(w), sess.run(ema.average(w)));
        }
      }
      Map<String, Variable> restored = new TreeMap<>(ema.variablesToRestore());
      List<String> names = new ArrayList<>();
      restored.forEach((key, variable) -> names.addAll(List.of(key, variable.name())));
      program.names(names);
    }
  }

  @Test
  void gradientsClippedByGlobalNorm() throws Exception {
    try (Program program = new Program("clipping")) {
      disableV2Behavior();
      setRandomSeed(4);
      Tensor x = placeholder(FLOAT32, shape(3, 5), name("x"));
      Variable w1;
      Variable w2;
      try (var net = variableScope("net", glorotNormalInitializer())) {
        w1 = getVariable("w1", shape(5, 4));
        w2 = getVariable("w2", shape(4, 2));
      }
      Tensor y = matmul(sigmoid(matmul(x, w1)), w2);
      Tensor loss = times(100, reduceMean(square(minus(y, 1.0))));
      List<Variable> variables = trainableVariables();
      var clipped = clipByGlobalNorm(gradients(loss, variables), 5.0);
      Operand rate =
          TF1.train.polynomialDecay(0.1, TF1.train.getOrCreateGlobalStep(), 4, 0.01, 2.0, false);
      List<GradAndVar> pairs = new ArrayList<>();
      for (int i = 0; i < variables.size(); i++) {
        pairs.add(new GradAndVar(clipped.gradients().get(i), variables.get(i)));
      }
      Node train =
          TF1.train
              .gradientDescentOptimizer(rate)
              .applyGradients(pairs, MinimizeOption.globalStep(TF1.train.getGlobalStep()));
      try (var sess = session()) {
        sess.run(globalVariablesInitializer());
        for (int i = 0; i < 6; i++) {
          List<EagerTensor> values =
              sess.run(
                  List.of(loss, clipped.globalNorm(), rate, train), feed(x, Program.wave(i, 3, 5)));
          program.out(values.get(0), values.get(1), values.get(2));
        }
        program.variables(sess, variables);
      }
    }
  }

  @Test
  void aLoopThatTrainsWithinTheGraph() throws Exception {
    try (Program program = new Program("while_training")) {
      disableV2Behavior();
      Tensor target = constant(new float[] {0.5f, -1.5f, 2});
      Tensor w0 = placeholder(FLOAT32, shape(3), name("w0"));
      var trained =
          whileLoop(
              v -> lessThan(v.get(0), 12),
              v -> {
                Tensor w = v.get(1);
                Tensor cost =
                    reduceSum(times(square(minus(w, target)), exp(times(negated(w), 0.1))));
                Operand grad = gradients(cost, w).get(0);
                return List.of(plus(v.get(0), 1), minus(w, times(0.1, grad)));
              },
              List.of(constant(0), w0));
      var applied =
          whileLoop(
              v -> lessThan(v.get(0), 3),
              v -> List.of(plus(v.get(0), 1), times(sin(v.get(1)), w0)),
              List.of(constant(0), w0));
      Operand through = gradients(reduceSum(applied.get(1)), w0).get(0);
      try (var sess = session()) {
        Feed start = feed(w0, Program.wave(1, 3));
        List<EagerTensor> values =
            sess.run(List.of(trained.get(0), trained.get(1), through), start);
        values.forEach(program::out);
      }
    }
  }

  @Test
  void evaluationByMetricsOfLocalVariables() throws Exception {
    try (Program program = new Program("evaluation")) {
      disableV2Behavior();
      Tensor labels = placeholder(INT64, shape(-1), name("labels"));
      Tensor logits = placeholder(FLOAT32, shape(-1, 3), name("logits"));
      Tensor classes = argmax(logits, 1);
      org.ckpt4j.metrics.Metric accuracy;
      org.ckpt4j.metrics.Metric loss;
      org.ckpt4j.metrics.Metric auc;
      try (var scope = TF.nameScope("metrics")) {
        accuracy = metrics.accuracy(labels, classes);
        loss = metrics.mean(nn.sparseSoftmaxCrossEntropyWithLogits(labels, logits));
        auc = metrics.auc(equal(labels, 1), TF.at(nn.softmax(logits), TF.span(null, null), 1));
      }
      Node update = group(accuracy.updateOp(), loss.updateOp(), auc.updateOp());
      try (var sess = session()) {
        for (int epoch = 0; epoch < 2; epoch++) {
          sess.run(localVariablesInitializer());
          for (int i = 0; i < 3; i++) {
            sess.run(
                update,
                feed(labels, new long[] {0, 1, 2, 1, 0}),
                feed(logits, Program.wave(i + epoch, 5, 3)));
          }
          List<EagerTensor> values = sess.run(List.of(accuracy.value(), loss.value(), auc.value()));
          program.out(values.toArray(Operand[]::new));
        }
      }
      program.names(localVariables().stream().map(Operand::name).toList());
      assertEquals(8, localVariables().size());
    }
  }
}
