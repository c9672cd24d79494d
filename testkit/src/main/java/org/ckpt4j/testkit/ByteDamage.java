package org.ckpt4j.testkit;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Damaged forms of a sound file.
 *
 * @param what the damage in words
 * @param bytes the file after it
 */
public record ByteDamage(String what, byte[] bytes) {
  /** Every byte once with one bit turned and once with all bits turned. */
  public static Stream<ByteDamage> everyByteFlipped(byte[] sound) {
    return IntStream.range(0, sound.length)
        .boxed()
        .flatMap(at -> Stream.of(flipped(sound, at, 1 << (at % 8)), flipped(sound, at, 0xff)));
  }

  /** The file cut after every number of bytes, from none to all but one. */
  public static Stream<ByteDamage> everyTruncation(byte[] sound) {
    return IntStream.range(0, sound.length)
        .mapToObj(
            length -> new ByteDamage("cut to " + length, java.util.Arrays.copyOf(sound, length)));
  }

  /** {@code count} times a handful of random bytes at random places. */
  public static Stream<ByteDamage> random(byte[] sound, int count, RandomGenerator random) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] out = sound.clone();
              StringBuilder what = new StringBuilder("set");
              for (int n = random.nextInt(1, 8); n > 0; n--) {
                int at = random.nextInt(out.length);
                out[at] = (byte) random.nextInt();
                what.append(" [%d]=%02x".formatted(at, out[at]));
              }
              return new ByteDamage(what.toString(), out);
            });
  }

  private static ByteDamage flipped(byte[] sound, int at, int bits) {
    byte[] out = sound.clone();
    out[at] ^= (byte) bits;
    return new ByteDamage("byte %d ^ %02x".formatted(at, bits), out);
  }

  @Override
  public String toString() {
    return what;
  }
}
