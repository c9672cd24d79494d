package org.ckpt4j.ops.random;

/** The lanes of a {@link Philox} one after another. */
public final class Lanes {
  private final Philox philox;
  private final int[] lanes = new int[4];
  private int used = 4;

  public Lanes(Philox philox) {
    this.philox = philox;
  }

  public int next() {
    if (used == lanes.length) {
      philox.next(lanes);
      used = 0;
    }
    return lanes[used++];
  }

  /** A number from 0 to below 1 of two lanes. */
  double nextDouble() {
    int high = next();
    return Variates.uniform64(high, next());
  }
}
