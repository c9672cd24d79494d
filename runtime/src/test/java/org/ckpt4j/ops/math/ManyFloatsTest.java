package org.ckpt4j.ops.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The fast ways for many FLOAT32 elements give what the general loop gives for few. */
class ManyFloatsTest {
  private static final int MANY = 5000;

  private static final List<Float> SPECIAL =
      List.of(
          0f,
          -0f,
          1f,
          -1f,
          2f,
          0.5f,
          -2.5f,
          88.7f,
          -88.7f,
          100f,
          -100f,
          1e-5f,
          -1e-5f,
          1e30f,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY);

  private static float[] values(long seed) {
    var random = new Random(seed);
    float[] out = new float[MANY];
    for (int i = 0; i < MANY; i++) {
      out[i] =
          random.nextInt(20) == 0
              ? SPECIAL.get(random.nextInt(SPECIAL.size()))
              : (float) (random.nextGaussian() * Math.exp(random.nextInt(7) - 3));
    }
    return out;
  }

  @Test
  void functionsOfManyNumbersAreThoseOfFew() {
    for (UnaryOp op :
        List.of(
            UnaryOps.EXP,
            UnaryOps.TANH,
            UnaryOps.SIGMOID,
            UnaryOps.SOFTPLUS,
            UnaryOps.LOG,
            UnaryOps.SQRT,
            UnaryOps.RSQRT,
            UnaryOps.RELU,
            UnaryOps.ABS,
            UnaryOps.NEG,
            UnaryOps.SQUARE)) {
      float[] x = values(op.def().name().hashCode());

      float[] fast = floats(op.call(ElementArrays.tensor(Shape.of(MANY), x)));

      for (int at = 0; at < MANY; at += 500) {
        float[] few = java.util.Arrays.copyOfRange(x, at, at + 500);
        float[] plain = floats(op.call(ElementArrays.tensor(Shape.of(500), few)));
        for (int i = 0; i < 500; i++) {
          assertClose(op.def().name(), x[at + i], plain[i], fast[at + i]);
        }
      }
    }
  }

  @Test
  void pairsOfManyNumbersAreThoseOfFewWhicheverIsWidened() {
    Shape matrix = Shape.of(50, 100);
    for (BinaryOp op :
        List.of(
            Arithmetic.ADD,
            Arithmetic.SUB,
            Arithmetic.MUL,
            Arithmetic.REAL_DIV,
            Arithmetic.MAXIMUM,
            Arithmetic.MINIMUM,
            Arithmetic.POW,
            Arithmetic.SQUARED_DIFFERENCE,
            Comparisons.LESS,
            Comparisons.EQUAL,
            Comparisons.NOT_EQUAL)) {
      for (Shape other : List.of(matrix, Shape.of(100), Shape.of(50, 1), Shape.scalar())) {
        float[] y = java.util.Arrays.copyOf(values(7), (int) other.numElements());
        Tensor wide = ElementArrays.tensor(matrix, values(3));
        Tensor narrow = ElementArrays.tensor(other, y);

        assertSameAsInDouble(op, wide, narrow);
        assertSameAsInDouble(op, narrow, wide);
      }
    }
  }

  @Test
  void gradientsOfReluKeepNothingOfNegativeFeatures() {
    float[] x = values(11);
    float[] dy = values(12);

    Tensor result =
        GradientOps.RELU_GRAD.node(
            ElementArrays.tensor(Shape.of(MANY), dy), ElementArrays.tensor(Shape.of(MANY), x));

    float[] out = floats(result);
    for (int i = 0; i < MANY; i++) {
      assertEquals(dy[i] * (x[i] > 0 ? 1f : 0f), out[i], 0f, "at " + x[i]);
    }
  }

  private static void assertSameAsInDouble(BinaryOp op, Tensor x, Tensor y) {
    EagerTensor fast = (EagerTensor) op.node(x, y);
    Tensor plain = op.node(Expressions.cast(x, DType.FLOAT64), Expressions.cast(y, DType.FLOAT64));
    double[] got = ElementArrays.doubles(fast);
    double[] want = ElementArrays.doubles((EagerTensor) plain);
    for (int i = 0; i < got.length; i++) {
      float expected = (float) want[i];
      if (Math.abs(expected) < Float.MIN_NORMAL) {
        assertEquals(0, got[i], Float.MIN_NORMAL, op.def().name());
      } else {
        float tolerance = Float.isFinite(expected) ? Math.abs(expected) * 2e-6f : 0;
        assertEquals(expected, (float) got[i], tolerance, op.def().name());
      }
    }
  }

  private static float[] floats(Tensor tensor) {
    return ElementArrays.floats((EagerTensor) tensor);
  }

  private static void assertClose(String op, float x, float want, float got) {
    float tolerance = Math.abs(want) < 1e-37f ? 2e-38f : Math.abs(want) * 1e-6f;
    assertEquals(want, got, Float.isFinite(want) ? tolerance : 0, op + " of " + x);
  }
}
