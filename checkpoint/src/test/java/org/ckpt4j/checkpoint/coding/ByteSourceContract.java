package org.ckpt4j.checkpoint.coding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ckpt4j.tensor.TensorBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every source of bytes does, whatever is behind it. */
abstract class ByteSourceContract {
  private static final int SIZE = 3_000_000;

  @TempDir Path temp;

  abstract ByteSource open(Path file) throws IOException;

  private byte[] content() {
    byte[] bytes = new byte[SIZE];
    new SplittableRandom(11).nextBytes(bytes);
    return bytes;
  }

  private ByteSource opened(byte[] bytes) throws IOException {
    return open(Files.write(temp.resolve("file"), bytes));
  }

  @Test
  void anyStretchIsReadAsItIs() throws IOException {
    byte[] bytes = content();
    try (ByteSource source = opened(bytes)) {
      assertEquals(SIZE, source.size());
      for (int[] stretch : new int[][] {{0, 0}, {0, SIZE}, {SIZE, 0}, {17, 4001}, {SIZE - 1, 1}}) {
        byte[] expected = Arrays.copyOfRange(bytes, stretch[0], stretch[0] + stretch[1]);
        byte[] read = new byte[stretch[1]];
        source.read(stretch[0], stretch[1]).get(read);
        assertArrayEquals(expected, read);
        for (boolean direct : new boolean[] {true, false}) {
          ByteBuffer target =
              direct ? ByteBuffer.allocateDirect(stretch[1]) : ByteBuffer.allocate(stretch[1]);
          source.readInto(stretch[0], target);
          assertEquals(ByteBuffer.wrap(expected), target.flip());
        }
      }
    }
  }

  @Test
  void viewOutlivesTheSource() throws IOException {
    byte[] bytes = content();
    TensorBytes view;
    try (ByteSource source = opened(bytes)) {
      view = source.view(100, 1000);
    }
    if (view != null) {
      assertArrayEquals(Arrays.copyOfRange(bytes, 100, 1100), view.toByteArray());
      assertEquals(ByteOrder.LITTLE_ENDIAN, view.window(3, 8).order());
      assertThrows(IndexOutOfBoundsException.class, () -> view.window(999, 2));
    }
  }

  @Test
  void copyGivesTheChecksum() throws IOException {
    byte[] bytes = content();
    try (ByteSource source = opened(bytes)) {
      TensorBytes target = TensorBytes.allocate(SIZE - 5);

      int crc = Checksums.copy(source, 5, target, 3);

      byte[] expected = Arrays.copyOfRange(bytes, 5, SIZE);
      assertArrayEquals(expected, target.toByteArray());
      assertEquals(Checksums.of(ByteBuffer.wrap(expected)), crc);
    }
  }

  @Test
  void missingFileIsNamed() {
    Path missing = temp.resolve("missing");

    NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> open(missing));

    assertEquals(missing.toString(), e.getFile());
  }
}
