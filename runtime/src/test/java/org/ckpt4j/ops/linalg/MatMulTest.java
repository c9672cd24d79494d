package org.ckpt4j.ops.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by the BLAS against sums in double, with every transposition. */
class MatMulTest {
  private final Random random = new Random(7);

  private EagerTensor matrix(DType dtype, int rows, int cols) {
    double[] values = new double[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() - .5;
    }
    return ElementArrays.tensor(dtype, Shape.of(rows, cols), values);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32,false,false", "FLOAT32,true,false", "FLOAT32,false,true", "FLOAT32,true,true",
    "FLOAT64,false,false", "FLOAT64,true,true", "FLOAT16,false,true", "BFLOAT16,true,false"
  })
  void largeProductsAreThoseOfTheDefinition(DType dtype, boolean ta, boolean tb) {
    int m = 37;
    int k = 41;
    int n = 29;
    EagerTensor a = ta ? matrix(dtype, k, m) : matrix(dtype, m, k);
    EagerTensor b = tb ? matrix(dtype, n, k) : matrix(dtype, k, n);

    double[] product = ElementArrays.doubles((EagerTensor) MatMul.of(a, b, ta, tb));

    double[] x = ElementArrays.doubles(a);
    double[] y = ElementArrays.doubles(b);
    double tolerance =
        switch (dtype) {
          case FLOAT16 -> 5e-3;
          case BFLOAT16 -> 5e-2;
          default -> 1e-5;
        };
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += x[ta ? l * m + i : i * k + l] * y[tb ? j * k + l : l * n + j];
        }
        assertEquals(sum, product[i * n + j], tolerance);
      }
    }
  }
}
