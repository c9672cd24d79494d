package org.ckpt4j.testkit;

import java.util.SplittableRandom;

/**
 * Random numbers for tests that can be drawn again: the seed is printed, and {@code
 * -Dckpt4j.seed=NUMBER} sets it.
 */
public final class Seeds {
  private Seeds() {}

  /** A generator for the test {@code name}, its seed printed. */
  public static SplittableRandom printed(String name) {
    long seed = Long.getLong("ckpt4j.seed", System.nanoTime());
    System.out.printf("%s: -Dckpt4j.seed=%d%n", name, seed);
    return new SplittableRandom(seed);
  }
}
