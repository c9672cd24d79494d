package org.ckpt4j.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Test;

class TensorBytesTest {
  private static final int SIZE = 1000;

  private static byte[] content() {
    byte[] bytes = new byte[SIZE];
    new SplittableRandom(5).nextBytes(bytes);
    return bytes;
  }

  /** The same bytes in one buffer, in segments, and as parts of both. */
  private static TensorBytes[] forms(byte[] bytes) {
    TensorBytes plain = TensorBytes.of(bytes);
    TensorBytes segmented = SegmentedBytes.allocate(SIZE, 64);
    plain.copyTo(0, segmented, 0, SIZE);
    TensorBytes longer = SegmentedBytes.allocate(SIZE + 20, 96);
    plain.copyTo(0, longer, 7, SIZE);
    return new TensorBytes[] {plain, segmented, longer.slice(7, SIZE)};
  }

  @Test
  void windowsShowTheSameBytesHoweverTheMemoryIsCut() {
    byte[] bytes = content();
    SplittableRandom random = Seeds.printed("TensorBytesTest windows");
    for (TensorBytes form : forms(bytes)) {
      assertArrayEquals(bytes, form.toByteArray());
      for (int i = 0; i < 500; i++) {
        int at = random.nextInt(SIZE);
        int length = random.nextInt(SIZE - at + 1);
        byte[] seen = new byte[length];
        form.window(at, length).get(seen);
        assertArrayEquals(Arrays.copyOfRange(bytes, at, at + length), seen);
        assertTrue(form.contiguous(at) >= 1 && form.contiguous(at) <= SIZE - at);
      }
    }
  }

  @Test
  void windowsWithinContiguousMemoryAreWritable() {
    for (TensorBytes form : forms(content())) {
      for (int at = 0; at < SIZE; at += 37) {
        int length = (int) form.contiguous(at);
        form.window(at, length).put(length - 1, (byte) 77);
        assertEquals(77, form.window(at + length - 1, 1).get(0));
      }
    }
  }

  @Test
  void copyingGoesAcrossSegments() {
    byte[] bytes = content();
    for (TensorBytes form : forms(bytes)) {
      TensorBytes target = SegmentedBytes.allocate(SIZE, 51);
      form.copyTo(3, target, 10, 900);
      assertArrayEquals(Arrays.copyOfRange(bytes, 3, 903), target.slice(10, 900).toByteArray());
    }
  }

  @Test
  void windowsOutsideAreRefused() {
    for (TensorBytes form : forms(content())) {
      assertThrows(IndexOutOfBoundsException.class, () -> form.window(SIZE, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> form.window(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> form.slice(1, SIZE));
    }
  }
}
