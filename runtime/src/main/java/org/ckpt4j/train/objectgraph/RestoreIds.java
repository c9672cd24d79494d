package org.ckpt4j.train.objectgraph;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers restores in the order in which they are asked for.
 *
 * <p>One sequence for the process, since one object may be restored eagerly, through several graphs
 * and from several threads, and the newest restore decides its value.
 */
final class RestoreIds {
  private static final AtomicLong LAST = new AtomicLong();

  private RestoreIds() {}

  static long next() {
    return LAST.incrementAndGet();
  }
}
