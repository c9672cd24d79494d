package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.square;
import static org.ckpt4j.TF.tanh;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.optimizers.GradientDescentOptimizer;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A training loop holds as much memory after many steps as after few. */
class TrainingMemoryTest {
  private static final int BATCH = 64;
  private static final long MOST_GROWTH = 256L << 20;

  @Test
  void hundredsOfStepsHoldTheMemoryOfAFew() {
    // Each step makes some 5 MiB: kept, they would be 2 GiB.
    assertFlat(200, 400, 512);
  }

  @Test
  @Tag("slow")
  void aHundredThousandStepsHoldTheMemoryOfAFew() {
    assertFlat(2_000, 100_000, 64);
  }

  private static void assertFlat(int warmUp, int steps, int hidden) {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor images = placeholder(DType.FLOAT32, Shape.of(BATCH, 784), name("images"));
      Tensor first = tanh(matmul(images, weights(784, hidden)));
      Tensor loss = reduceSum(square(matmul(first, weights(hidden, 10))));
      var train = new GradientDescentOptimizer(1e-6f).minimize(loss);
      s.run(globalVariablesInitializer());
      SessionCallable step = s.makeCallable(List.of(loss, train), List.of(images));
      float[] pixels = new float[BATCH * 784];
      java.util.Arrays.fill(pixels, 0.1f);
      EagerTensor batch = ElementArrays.tensor(Shape.of(BATCH, 784), pixels);

      run(step, batch, warmUp);
      long before = resident();
      run(step, batch, steps);
      long grown = resident() - before;

      assertTrue(grown < MOST_GROWTH, () -> "grown by " + (grown >> 20) + " MiB");
    }
  }

  private static void run(SessionCallable step, EagerTensor batch, int steps) {
    for (int i = 0; i < steps; i++) {
      double loss = step.call(batch).get(0).doubleValue();
      assertTrue(Double.isFinite(loss));
    }
  }

  /** Without the Java heap, which grows as it likes up to its own limit. */
  private static long resident() {
    System.gc();
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  private static Variable weights(int rows, int columns) {
    List<Float> values = Collections.nCopies(rows * columns, 0.01f);
    return new Variable(constant(values, DType.FLOAT32, Shape.of(rows, columns)));
  }
}
