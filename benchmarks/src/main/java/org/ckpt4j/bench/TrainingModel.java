package org.ckpt4j.bench;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.variables.Variable;

/**
 * Networks whose training step is measured. Every side runs the graph that is built here: the peers
 * import it.
 *
 * <p>Nodes to use: {@code images} and {@code labels} are fed, {@code loss} is fetched, {@code
 * train} and {@code init} are run.
 */
public enum TrainingModel {
  /** 784 inputs, 256 hidden units, 10 classes. */
  MLP(784),
  /** Two convolutions of 3x3 with pooling, then 10 classes; images of 28x28. */
  CNN(28, 28, 1);

  static final int BATCH = 64;
  static final int CLASSES = 10;

  private final long[] imageSizes;

  TrainingModel(long... imageSizes) {
    this.imageSizes = imageSizes;
  }

  /** The shape of what is fed to {@code images}. */
  Shape imagesShape() {
    long[] all = new long[imageSizes.length + 1];
    all[0] = BATCH;
    System.arraycopy(imageSizes, 0, all, 1, imageSizes.length);
    return Shape.of(all);
  }

  /** Pixels between 0 and 1, without chance. */
  float[] images() {
    float[] out = new float[(int) imagesShape().numElements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (i * 2654435761L >>> 8 & 0xffff) / 65535f;
    }
    return out;
  }

  int[] labels() {
    int[] out = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      out[i] = i * 7 % CLASSES;
    }
    return out;
  }

  /** Adds the network, its loss and its training step to the current graph. */
  void build() {
    Tensor images = TF1.placeholder(DType.FLOAT32, imagesShape(), TF.name("images"));
    Tensor labels = TF1.placeholder(DType.INT32, Shape.of(BATCH), TF.name("labels"));
    Tensor logits = this == MLP ? mlp(images) : cnn(images);
    Tensor losses = op("SparseSoftmaxCrossEntropyWithLogits", Attrs.none(), logits, labels);
    Tensor loss = op("Mean", Attrs.none(), losses, TF.constant(List.of(0)));
    TF.identity(loss, TF.name("loss"));
    TF.group(List.of(new GradientDescentOptimizer(0.01f).minimize(loss)), TF.name("train"));
    TF.group(List.of(TF1.globalVariablesInitializer()), TF.name("start"));
  }

  private static Tensor mlp(Tensor images) {
    Tensor hidden = op("Relu", Attrs.none(), dense(images, 784, 256, "hidden"));
    return dense(hidden, 256, CLASSES, "out");
  }

  private static Tensor cnn(Tensor images) {
    Tensor first = pool(convolution(images, 1, 16, "first"));
    Tensor second = pool(convolution(first, 16, 32, "second"));
    return dense(TF.reshape(second, List.of(BATCH, 7 * 7 * 32)), 7 * 7 * 32, CLASSES, "out");
  }

  private static Tensor dense(Tensor x, int inputs, int outputs, String name) {
    Tensor product = op("MatMul", Attrs.none(), x, weights(name, inputs, inputs, outputs));
    return op("BiasAdd", Attrs.none(), product, bias(name, outputs));
  }

  private static Tensor convolution(Tensor x, int from, int to, String name) {
    Attrs attrs = Attrs.of("strides", List.of(1L, 1L, 1L, 1L), "padding", "SAME");
    Tensor out = op("Conv2D", attrs, x, weights(name, 9 * from, 3, 3, from, to));
    return op("Relu", Attrs.none(), op("BiasAdd", Attrs.none(), out, bias(name, to)));
  }

  private static Tensor pool(Tensor x) {
    List<Long> two = List.of(1L, 2L, 2L, 1L);
    return op("MaxPool", Attrs.of("ksize", two, "strides", two, "padding", "SAME"), x);
  }

  private static Variable weights(String name, int fanIn, long... sizes) {
    Shape shape = Shape.of(sizes);
    double scale = 1 / Math.sqrt(fanIn);
    List<Float> values = new ArrayList<>();
    for (long i = 0; i < shape.numElements(); i++) {
      values.add((float) (((i * 40503 + 12345) % 65536 / 32768.0 - 1) * scale));
    }
    Tensor initial = TF.constant(values, DType.FLOAT32, shape);
    return new Variable(initial, TF.name(name + "/kernel"));
  }

  private static Variable bias(String name, int size) {
    return new Variable(TF.zeros(Shape.of(size)), TF.name(name + "/bias"));
  }

  private static Tensor op(String type, Attrs attrs, Operand... inputs) {
    OpDef def = StandardOps.registry().find(type).orElseThrow();
    return def.run(null, attrs, List.of(inputs)).output(0);
  }
}
