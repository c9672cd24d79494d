package org.ckpt4j.checkpoint.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CodingTest {
  private static FileSlice slice(ByteBuilder bytes) {
    return FileSlice.of("f", 0, bytes.view());
  }

  private static FileSlice slice(byte[] bytes) {
    return FileSlice.of("f", 0, ByteBuffer.wrap(bytes));
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Fixed16")
  void fixed16IsLittleEndianAndComesBack() throws IOException {
    ByteBuilder out = new ByteBuilder();
    for (int value = 0; value < 50_000; value++) {
      out.writeFixed16(value);
    }

    FileSlice in = slice(out);
    assertEquals(100_000, in.length());
    for (int value = 0; value < 50_000; value++) {
      assertEquals(value, in.readByte() | in.readByte() << 8);
    }
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Fixed32")
  void fixed32IsLittleEndianAndComesBack() throws IOException {
    ByteBuilder out = new ByteBuilder();
    for (int value = 0; value < 100_000; value++) {
      out.writeFixed32(value);
    }

    FileSlice in = slice(out);
    assertEquals(400_000, in.length());
    for (int value = 0; value < 100_000; value++) {
      assertEquals(value, in.readFixed32());
    }
    assertEquals("78563412", hex(new ByteBuilder().writeFixed32(0x12345678)));
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Fixed64")
  void fixed64AroundEveryPowerOfTwoComesBack() throws IOException {
    ByteBuilder out = new ByteBuilder();
    for (int power = 0; power < 64; power++) {
      for (long add = -1; add <= 1; add++) {
        out.writeFixed64((1L << power) + add);
      }
    }

    FileSlice in = slice(out);
    for (int power = 0; power < 64; power++) {
      for (long add = -1; add <= 1; add++) {
        assertEquals((1L << power) + add, in.readFixed64());
      }
    }
    assertFalse(in.hasRemaining());
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Varint32")
  void varint32OfEveryWidthComesBack() throws IOException {
    ByteBuilder out = new ByteBuilder();
    for (int i = 0; i < 32 * 32; i++) {
      out.writeVarint(((i / 32) << (i % 32)) & 0xffffffffL);
    }

    FileSlice in = slice(out);
    for (int i = 0; i < 32 * 32; i++) {
      long expected = ((i / 32) << (i % 32)) & 0xffffffffL;
      int before = in.position();
      assertEquals(expected, in.readVarint32());
      assertEquals(Varint.size(expected), in.position() - before);
    }
    assertFalse(in.hasRemaining());
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Varint64")
  void varint64TakesTheFewestBytesAndComesBack() throws IOException {
    List<Long> values = new ArrayList<>(List.of(0L, 100L, -1L, -2L));
    for (int power = 0; power < 64; power++) {
      values.add(1L << power);
      values.add((1L << power) - 1);
      values.add((1L << power) + 1);
    }
    ByteBuilder out = new ByteBuilder();
    values.forEach(out::writeVarint);

    FileSlice in = slice(out);
    for (long value : values) {
      int before = in.position();
      assertEquals(value, in.readVarint64());
      int bits = 64 - Long.numberOfLeadingZeros(value);
      assertEquals(Math.max(1, (bits + 6) / 7), in.position() - before);
      assertEquals(Varint.size(value), in.position() - before);
    }
    assertFalse(in.hasRemaining());
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Varint32Overflow")
  void sixBytesAreNoVarint32() {
    byte[] bytes = HexFormat.of().parseHex("818283848511");

    assertThrows(CorruptCheckpointException.class, () -> slice(bytes).readVarint32());
  }

  @Test
  @Tag("tensorflow/core/lib/core/coding_test.cc::Coding::Varint64Truncation")
  void everyProperPrefixOfAVarint64IsRefused() throws IOException {
    long large = (1L << 63) + 100;
    byte[] bytes = new ByteBuilder().writeVarint(large).toByteArray();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThrows(CorruptCheckpointException.class, () -> slice(cut).readVarint64());
    }
    assertEquals(large, slice(bytes).readVarint64());
  }

  @Test
  void elevenBytesAreNoVarint64() {
    byte[] bytes = HexFormat.of().parseHex("8080808080808080808001");

    assertThrows(CorruptCheckpointException.class, () -> slice(bytes).readVarint64());
  }

  @Test
  void orderedCodeHasTheBytesOfTheSpecification() {
    assertEquals("00", number(0));
    assertEquals("0101", number(1));
    assertEquals("020100", number(256));
    assertEquals("01" + "00ff" + "ff00" + "02" + "0001", string("0100ff02"));
    assertEquals("80", signed(0));
    assertEquals("82", signed(2));
    assertEquals("bf", signed(63));
    assertEquals("7f", signed(-1));
    assertEquals("40", signed(-64));
    assertEquals("c040", signed(64));
    assertEquals("e02000", signed(8192));
    assertEquals("f0424242", signed(0x424242));
    assertEquals("3800", signed(-2048));
    assertEquals("fd0000000000", signed(1L << 40));
    assertEquals("ffc07fffffffffffffff", signed(Long.MAX_VALUE));
  }

  @Test
  void orderedCodeSortsAsTheNumbersDo() {
    SplittableRandom random = Seeds.printed("orderedCodeSortsAsTheNumbersDo");
    for (int i = 0; i < 20_000; i++) {
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >> random.nextInt(64);

      int order = java.util.Arrays.compareUnsigned(signedBytes(a), signedBytes(b));

      assertEquals(Integer.signum(Long.compare(a, b)), Integer.signum(order), a + " and " + b);
    }
  }

  private static byte[] signedBytes(long value) {
    ByteBuilder out = new ByteBuilder();
    OrderedCode.writeSigned(out, value);
    return out.toByteArray();
  }

  private static String number(long value) {
    ByteBuilder out = new ByteBuilder();
    OrderedCode.writeNumber(out, value);
    return hex(out);
  }

  private static String signed(long value) {
    return HexFormat.of().formatHex(signedBytes(value));
  }

  private static String string(String hex) {
    ByteBuilder out = new ByteBuilder();
    OrderedCode.writeString(out, HexFormat.of().parseHex(hex));
    return hex(out);
  }

  private static String hex(ByteBuilder bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
