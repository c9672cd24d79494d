package org.ckpt4j.ops.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.junit.jupiter.api.Test;

/** Numbers are those of TensorFlow 2.15.1. */
class ActivationsTest {
  private static final Tensor X = TF.constant(new float[] {-1, 0, 2});

  private static void assertValues(Tensor found, double... expected) {
    assertArrayEquals(expected, ElementArrays.doubles((EagerTensor) found), 1e-6);
  }

  @Test
  void activationsOfSeveralOperationsHaveTensorFlowsValues() {
    assertValues(TF.nn.leakyRelu(X), -0.2, 0, 2);
    assertValues(TF.nn.leakyRelu(X, 0.5), -0.5, 0, 2);
    assertValues(TF.nn.silu(X), -0.26894143, 0, 1.7615942);
    assertValues(TF.nn.gelu(X, false), -0.15865526, 0, 1.9544997);
    assertValues(TF.nn.gelu(X, true), -0.158808, 0, 1.9545977);
    assertValues(TF.nn.crelu(X), 0, 0, 2, 1, 0, 0);
    assertValues(TF.nn.zeroFraction(X), 1 / 3f);
  }

  @Test
  void geluTakesFloatsOnly() {
    assertThrows(
        IllegalArgumentException.class, () -> TF.nn.gelu(TF.constant(new int[] {1}), false));
  }

  @Test
  void theGreatestOfEachRowComeWithTheirPlaces() {
    List<Tensor> best = TF.math.topK(X, 2);

    assertValues(best.get(0), 2, 0);
    assertValues(best.get(1), 2, 1);
  }

  @Test
  void assertionsShowTheirData() {
    var error =
        assertThrows(InvalidArgumentError.class, () -> TF1.assertThat(false, List.of("why", X)));

    assertEquals(true, String.valueOf(error.getMessage()).contains("why"), error.getMessage());
  }
}
