package org.ckpt4j.framework;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ckpt4j.errors.AttributeError;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EagerTensorTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {
        "FLOAT16",
        "BFLOAT16",
        "FLOAT32",
        "FLOAT64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
        "BOOL"
      })
  void bytesSurviveTheWayThroughAnArray(DType dtype) {
    byte[] bytes = new byte[6 * dtype.width()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (dtype == DType.BOOL ? i % 2 : i);
    }
    EagerTensor tensor = EagerTensor.of(RawTensor.of(dtype, Shape.of(2, 3), bytes));

    EagerTensor again = EagerTensor.of(dtype, tensor.array());

    assertArrayEquals(bytes, again.raw().bytes().toByteArray());
    assertArrayEquals(bytes, tensor.raw().bytes().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 1})
  void largeDirectBytesBecomeArraysWhetherAlignedOrNot(int misalignment) {
    int floats = 50_000;
    ByteBuffer memory = ByteBuffer.allocateDirect(floats * 4 + 8).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer part = memory.slice(misalignment, floats * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats; i++) {
      part.putFloat(i * 4, i);
    }
    EagerTensor tensor =
        EagerTensor.of(RawTensor.of(DType.FLOAT32, Shape.of(floats), TensorBytes.of(part)));

    assertEquals(49_999f, tensor.array().getFloat(floats - 1));
    assertEquals(1234f, tensor.raw().bytes().window(0, floats * 4).getFloat(1234 * 4));
  }

  @Test
  void transposedArraysAreWrittenRowByRow() {
    byte[] bytes = new byte[6 * 4];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .put(new int[] {1, 2, 3, 4, 5, 6});
    EagerTensor tensor = EagerTensor.of(RawTensor.of(DType.INT32, Shape.of(2, 3), bytes));

    RawTensor turned = EagerTensor.of(DType.INT32, tensor.array().transpose()).raw();

    int[] out = new int[6];
    turned.bytes().window(0, 24).asIntBuffer().get(out);
    assertEquals(Shape.of(3, 2), turned.shape());
    assertArrayEquals(new int[] {1, 4, 2, 5, 3, 6}, out);
  }

  @Test
  void emptyTensorsHaveEmptyArrays() {
    EagerTensor tensor = EagerTensor.of(RawTensor.of(DType.FLOAT32, Shape.of(0, 3), new byte[0]));

    assertEquals(0, EagerTensor.of(DType.FLOAT32, tensor.array()).raw().bytes().size());
    assertEquals(Shape.of(0, 3), EagerTensor.of(DType.FLOAT32, tensor.array()).shape());
  }

  @Test
  void typesThatNd4jLacksAreHeldButNotComputedWith() {
    EagerTensor tensor = EagerTensor.of(RawTensor.of(DType.COMPLEX64, Shape.scalar(), new byte[8]));

    assertEquals(8, tensor.raw().bytes().size());
    assertThrows(UnsupportedOperationException.class, tensor::array);
  }

  @Test
  void valuesHaveNeitherNameNorOperation() {
    EagerTensor tensor = EagerTensor.of(RawTensor.of(DType.BOOL, Shape.scalar(), new byte[1]));

    assertThrows(AttributeError.class, tensor::name);
    assertThrows(AttributeError.class, tensor::op);
  }
}
