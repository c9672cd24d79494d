package org.ckpt4j.guide.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpyTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    RawTensor value = RawTensor.of(DType.INT16, Shape.of(2, 1), new byte[] {1, 0, 2, 0});

    Npy.write(folder.resolve("a.npy"), value);
    RawTensor read = Npy.read(folder.resolve("a.npy"));

    assertEquals(value.spec(), read.spec());
    assertArrayEquals(value.bytes().toByteArray(), read.bytes().toByteArray());
  }

  @Test
  void theHeaderFillsUpALineOf64Bytes() throws IOException {
    Npy.write(folder.resolve("a.npy"), RawTensor.of(DType.UINT8, Shape.of(1), new byte[] {7}));

    assertEquals(1, Files.size(folder.resolve("a.npy")) % 64);
  }

  @Test
  void stringsLoseTheirPadding() throws IOException {
    RawTensor value =
        RawTensor.ofStrings(
            Shape.of(2),
            List.of("ab".getBytes(StandardCharsets.UTF_8), "c".getBytes(StandardCharsets.UTF_8)));

    Npy.write(folder.resolve("s.npy"), value);
    RawTensor read = Npy.read(folder.resolve("s.npy"));

    assertEquals("c", new String(read.elements().get(1).toByteArray(), StandardCharsets.UTF_8));
  }

  @Test
  void arraysByColumnsAndInBigEndianAreTurned() throws IOException {
    byte[] body = {0, 1, 0, 3, 0, 2, 0, 4};

    write("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2), }\n", body);
    RawTensor read = Npy.read(folder.resolve("x.npy"));

    assertArrayEquals(new byte[] {1, 0, 2, 0, 3, 0, 4, 0}, read.bytes().toByteArray());
  }

  @Test
  void aBodyThatIsTooShortIsAnError() throws IOException {
    write("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }\n", new byte[4]);

    assertThrows(IOException.class, () -> Npy.read(folder.resolve("x.npy")));
  }

  private void write(String header, byte[] body) throws IOException {
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[10 + head.length + body.length];
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) head.length, 0};
    System.arraycopy(start, 0, file, 0, 10);
    System.arraycopy(head, 0, file, 10, head.length);
    System.arraycopy(body, 0, file, 10 + head.length, body.length);
    Files.write(folder.resolve("x.npy"), file);
  }
}
