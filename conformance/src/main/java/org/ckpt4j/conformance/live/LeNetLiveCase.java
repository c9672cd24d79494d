package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.layers.Layers;
import org.ckpt4j.options.LayerOption;
import org.ckpt4j.options.MinimizeOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;

/** LeNet as a TF1 program has it: layers, weight decay, momentum, a decaying learning rate. */
final class LeNetLiveCase extends GraphLiveCase {
  private static final int BATCH = 8;

  private final RawTensor images;
  private final RawTensor labels;
  private final long seed;
  private final boolean resource;

  private LeNetLiveCase(RawTensor images, RawTensor labels, long seed, boolean resource) {
    this.images = images;
    this.labels = labels;
    this.seed = seed;
    this.resource = resource;
  }

  static LeNetLiveCase draw(RandomTensors random) {
    float[] pixels = new float[BATCH * 28 * 28];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.upTo(256) / 255f;
    }
    float[] numbers = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      numbers[i] = random.upTo(10);
    }
    return new LeNetLiveCase(
        LiveValues.floats(Shape.of(BATCH, 28, 28, 1), pixels),
        LiveValues.floats(Shape.of(BATCH), numbers),
        random.upTo(1000),
        random.chance(50));
  }

  @Override
  public String kind() {
    return "lenet";
  }

  @Override
  void build() {
    TF1.setRandomSeed(seed);
    Tensor x = TF1.placeholder(DType.FLOAT32, Shape.of(BATCH, 28, 28, 1), TF.name("images"));
    Tensor y = TF1.placeholder(DType.FLOAT32, Shape.of(BATCH), TF.name("labels"));
    try (var scope = TF1.variableScope("lenet", TF1.useResource(resource))) {
      Tensor h = convolution(x, 6, "conv1");
      h = TF1.layers.maxPooling2d(h, 2, 2);
      h = convolution(h, 16, "conv2");
      h = TF1.layers.maxPooling2d(h, 2, 2);
      h = TF1.layers.flatten(h);
      h = TF1.layers.dense(h, 120, Layers.activation(TF.nn::relu), TF.name("fc1"));
      h = TF1.layers.dense(h, 84, Layers.activation(TF.nn::relu), TF.name("fc2"));
      x = TF1.layers.dense(h, 10, TF.name("logits"));
    }
    Tensor loss = TF1.losses.sparseSoftmaxCrossEntropy(TF.cast(y, DType.INT32), x);
    for (Variable variable : TF1.trainableVariables()) {
      loss = TF.add(loss, TF.multiply(1e-4f, TF.nn.l2Loss(variable)));
    }
    loss = TF.identity(loss, TF.name("loss"));
    Variable step = TF1.train.getOrCreateGlobalStep();
    Object rate = TF1.train.exponentialDecay(0.005, step, 5, 0.9, true);
    Node train =
        TF1.train.momentumOptimizer(rate, 0.9).minimize(loss, MinimizeOption.globalStep(step));
    try (Scope after = TF.controlDependencies(List.of(train))) {
      Node unused = TF.noOp(TF.name("train"));
    }
    Tensor unused = TF.identity(x, TF.name("out"));
  }

  private static Tensor convolution(Tensor x, int filters, String name) {
    return TF1.layers.conv2d(
        x, filters, 5, LayerOption.padding("same"), Layers.activation(TF.nn::relu), TF.name(name));
  }

  @Override
  Map<String, RawTensor> feeds() {
    return Map.of("images:0", images, "labels:0", labels);
  }

  @Override
  List<String> fetches() {
    return List.of("loss:0", "out:0");
  }

  @Override
  int before() {
    return 3;
  }

  @Override
  int after() {
    return 20;
  }

  @Override
  double tolerance() {
    return 2e-3;
  }

  @Override
  boolean sameBeginning() {
    return true; // seeded initializers draw the same numbers on both sides
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    super.describe(job, ours, theirs);
    job.put("seed", seed);
    job.put("resource", resource);
  }
}
