package org.ckpt4j.ops.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void javasTypesHaveTheirOwn() {
    assertEquals(DType.FLOAT32, Values.of(1f, null).dtype());
    assertEquals(DType.FLOAT64, Values.of(1.0, null).dtype());
    assertEquals(DType.INT32, Values.of(List.of(1, 2), null).dtype());
    assertEquals(DType.INT64, Values.of(new long[][] {{1}, {2}}, null).dtype());
    assertEquals(DType.BOOL, Values.of(true, null).dtype());
    assertEquals(DType.STRING, Values.of(new byte[] {1, 0}, null).dtype());
    assertEquals(Shape.of(2, 1), Values.of(new long[][] {{1}, {2}}, null).shape());
    assertEquals(Shape.of(0), Values.of(List.of(), null).shape());
  }

  @Test
  void rowsOfDifferentLengthOrKindAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Values.of(List.of(List.of(1), List.of(1, 2)), null));
    assertThrows(
        IllegalArgumentException.class, () -> Values.of(Arrays.asList(1, List.of(2)), null));
    assertThrows(TypeError.class, () -> Values.of(Arrays.asList(1, "a"), null));
    assertThrows(TypeError.class, () -> Values.of(new Object(), null));
  }

  @Test
  void aTypeTakesWhatItCanHold() {
    assertEquals(3.0, EagerTensor.of(Values.of(3, DType.FLOAT16)).doubleValue());
    assertThrows(TypeError.class, () -> Values.of(1.5f, DType.INT32));
    assertThrows(TypeError.class, () -> Values.of(1, DType.BOOL));
    assertThrows(TypeError.class, () -> Values.of("a", DType.INT32));
    assertThrows(IllegalArgumentException.class, () -> Values.of(300, DType.INT8));
    assertNull(Values.exactly(new double[] {0.1}, DType.FLOAT32));
    assertNull(Values.exactly(new int[] {16777217}, DType.FLOAT32));
    assertEquals(0.1f, EagerTensor.of(Values.exactly(0.1, DType.FLOAT32)).doubleValue());
    assertEquals(16777216, EagerTensor.of(Values.exactly(16777217, DType.FLOAT32)).doubleValue());
    assertEquals(DType.FLOAT32, Values.exactly(0.5, DType.FLOAT32).dtype());
  }

  @Test
  void conversionTruncatesWrapsAndSaturatesAsTensorFlowOnACpuDoes() {
    assertArrayEquals(new long[] {1, -1, 3}, longs(new float[] {1.9f, -1.9f, 3}, DType.INT32));
    assertArrayEquals(new long[] {44, -126}, longs(new int[] {300, 130}, DType.INT8));
    assertArrayEquals(
        new long[] {Integer.MIN_VALUE, Integer.MIN_VALUE},
        longs(new float[] {3e9f, Float.NaN}, DType.INT32));
    assertArrayEquals(new long[] {1, 0, 1}, longs(new float[] {0.5f, 0f, -2f}, DType.BOOL));
  }

  private static long[] longs(Object values, DType dtype) {
    RawTensor raw = Conversion.convert(Values.of(values, null), dtype);
    return ElementArrays.longs(EagerTensor.of(raw));
  }

  @Test
  void longConversionsComeInSeveralPieces() {
    float[] many = new float[200_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }

    RawTensor wide = Conversion.convert(Values.of(many, null), DType.FLOAT64);

    double[] out = new double[many.length];
    wide.bytes().window(0, many.length * 8).asDoubleBuffer().get(out);
    for (int i = 0; i < many.length; i++) {
      assertEquals(i, out[i]);
    }
  }
}
