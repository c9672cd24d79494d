package org.ckpt4j.checkpoint.coding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Crc32cTest {
  private static int crc(byte[] bytes) {
    return Checksums.of(ByteBuffer.wrap(bytes));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/hash/crc32c_test.cc::CRC::StandardResults")
  void valuesAreThePublishedOnes() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] ascending = new byte[32];
    byte[] descending = new byte[32];
    for (int i = 0; i < 32; i++) {
      ascending[i] = (byte) i;
      descending[i] = (byte) (31 - i);
    }
    byte[] iscsiRead =
        HexFormat.of()
            .parseHex(
                "01c00000000000000000000000000000"
                    + "14000000000004000000001400000018"
                    + "28000000000000000200000000000000");

    assertEquals(0x8a9136aa, crc(new byte[32]));
    assertEquals(0x62a8ab43, crc(ones));
    assertEquals(0x46dd794e, crc(ascending));
    assertEquals(0x113fdb5c, crc(descending));
    assertEquals(0xd9963a56, crc(iscsiRead));
    assertEquals(0xe3069283, crc("123456789".getBytes(US_ASCII)));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/hash/crc32c_test.cc::CRC::Values")
  void differentTextsHaveDifferentChecksums() {
    assertNotEquals(crc("a".getBytes(US_ASCII)), crc("foo".getBytes(US_ASCII)));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/hash/crc32c_test.cc::CRC::Extend")
  void goingOnGivesTheChecksumOfTheWhole() {
    int whole = crc("hello world".getBytes(US_ASCII));
    RunningCrc running = new RunningCrc();
    running.update(ByteBuffer.wrap("hello ".getBytes(US_ASCII)));
    running.update(ByteBuffer.wrap("world".getBytes(US_ASCII)));
    RunningCrc joined = new RunningCrc();
    joined.update(ByteBuffer.wrap("hello ".getBytes(US_ASCII)));
    joined.append(crc("world".getBytes(US_ASCII)), 5);

    assertEquals(whole, running.value());
    assertEquals(whole, joined.value());
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/hash/crc32c_test.cc::CRC::Mask")
  void unmaskingUndoesMaskingOnceAndTwice() {
    int crc = crc("foo".getBytes(US_ASCII));
    int once = Crc32cMask.mask(crc);
    int twice = Crc32cMask.mask(once);

    assertNotEquals(crc, once);
    assertNotEquals(crc, twice);
    assertEquals(crc, Crc32cMask.unmask(once));
    assertEquals(crc, Crc32cMask.unmask(Crc32cMask.unmask(twice)));
    assertEquals(0xa282ead8, Crc32cMask.mask(0));
  }

  @Test
  void joiningTwoRangesGivesTheChecksumOfBoth() {
    SplittableRandom random = Seeds.printed("joiningTwoRangesGivesTheChecksumOfBoth");
    for (int i = 0; i < 500; i++) {
      byte[] all = new byte[random.nextInt(1, 5000)];
      random.nextBytes(all);
      int cut = random.nextInt(all.length + 1);

      int joined =
          Crc32cJoin.ofLength(all.length - cut)
              .join(crc(Arrays.copyOf(all, cut)), crc(Arrays.copyOfRange(all, cut, all.length)));

      assertEquals(crc(all), joined);
    }
  }

  @Test
  void joiningHugeRangesAgreesWithJoiningTheirHalves() {
    // Zeros of 2^k bytes by doubling: what one join does at once for 2^40 bytes.
    int crc = crc(new byte[1024]);
    for (int power = 10; power < 40; power++) {
      crc = Crc32cJoin.ofLength(1L << power).join(crc, crc);
    }
    int first = crc("x".getBytes(US_ASCII));

    int atOnce = Crc32cJoin.ofLength(1L << 40).join(first, crc);

    int stepwise = first;
    int half = crc(new byte[1 << 20]);
    for (int power = 20; power < 39; power++) {
      half = Crc32cJoin.ofLength(1L << power).join(half, half);
    }
    stepwise = Crc32cJoin.ofLength(1L << 39).join(stepwise, half);
    stepwise = Crc32cJoin.ofLength(1L << 39).join(stepwise, half);
    assertEquals(stepwise, atOnce);
  }

  @Test
  void severalThreadsComputeTheSameChecksum() throws IOException {
    byte[] bytes = new byte[5 * Checksums.CHUNK + 12_345];
    new SplittableRandom(1).nextBytes(bytes);

    for (int threads = 1; threads <= 4; threads++) {
      assertEquals(crc(bytes), Checksums.of(TensorBytes.of(bytes), threads));
      assertEquals(
          crc(Arrays.copyOf(bytes, 3 * Checksums.CHUNK)),
          Checksums.of(TensorBytes.of(bytes).slice(0, 3L * Checksums.CHUNK), threads));
    }
    assertEquals(0, Checksums.of(TensorBytes.of(new byte[0]), 2));
  }
}
