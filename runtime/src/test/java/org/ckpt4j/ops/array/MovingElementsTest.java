package org.ckpt4j.ops.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class MovingElementsTest {
  private static EagerTensor random(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.numElements()];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return ElementArrays.tensor(shape, values);
  }

  private static float[] floats(Tensor tensor) {
    return ElementArrays.floats((EagerTensor) tensor);
  }

  @Test
  void largeTranspositionsGoInTilesAndMissNothing() {
    int rows = 333;
    int columns = 257;
    EagerTensor matrix = random(rows, columns);

    float[] out = floats(Transpose.of(matrix, new int[] {1, 0}));

    float[] in = floats(matrix);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        assertEquals(in[i * columns + k], out[k * rows + i]);
      }
    }
  }

  @Test
  void reshapingSharesTheElements() {
    EagerTensor matrix = random(4, 6);

    EagerTensor line = (EagerTensor) Reshape.of(matrix, new int[] {-1});

    assertSame(matrix.raw().bytes(), line.raw().bytes());
  }

  @Test
  void negativeStridesAreTheReverseOfAPositiveOne() {
    EagerTensor line = random(1000);

    float[] down = floats(StridedSlice.at(line, new Index.Span(null, null, -3)));

    float[] in = floats(line);
    assertEquals(334, down.length);
    for (int i = 0; i < down.length; i++) {
      assertEquals(in[999 - 3 * i], down[i]);
    }
  }

  @Test
  void piecesOfASplitJoinToTheWhole() {
    EagerTensor whole = random(70, 50, 3);

    Tensor joined = ConcatV2.of(Split.of(whole, 5, 1), 1);

    assertArrayEquals(floats(whole), floats(joined));
  }

  @Test
  void stridesBeyondEveryDimensionTakeOneElement() {
    EagerTensor line = random(5);
    EagerTensor begin = ElementArrays.tensor(DType.INT64, Shape.of(1), new long[] {0});
    EagerTensor end = ElementArrays.tensor(DType.INT64, Shape.of(1), new long[] {Long.MAX_VALUE});

    Tensor one = StridedSlice.DEF.call(org.ckpt4j.framework.Attrs.none(), line, begin, end, end);

    assertArrayEquals(new float[] {floats(line)[0]}, floats(one));
  }

  @Test
  void indicesOutOfRangeAreErrorsAndNeverReads() {
    EagerTensor rows = random(4, 3);

    assertThrows(InvalidArgumentError.class, () -> Gather.of(rows, new int[] {-1}));
    assertThrows(InvalidArgumentError.class, () -> Gather.of(rows, new int[] {4}));
    assertThrows(InvalidArgumentError.class, () -> GatherNd.of(rows, new int[][] {{0, 3}}));
    assertThrows(
        InvalidArgumentError.class,
        () -> ScatterNd.of(new int[][] {{9}}, new float[] {1}, new int[] {4}));
  }
}
