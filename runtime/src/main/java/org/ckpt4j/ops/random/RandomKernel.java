package org.ckpt4j.ops.random;

import java.security.SecureRandom;
import org.ckpt4j.framework.KernelCall;

/**
 * Where a seeded operation's stream has got to: state of the session, one for each node; eagerly
 * one for all calls of an operation with equal attributes. Safe for use by several threads.
 */
final class RandomKernel {
  private final Philox philox;

  private RandomKernel(long seed, long seed2) {
    boolean seeded = seed != 0 || seed2 != 0;
    SecureRandom entropy = new SecureRandom();
    this.philox =
        seeded
            ? Philox.ofSeeds(seed, seed2)
            : Philox.ofSeeds(entropy.nextLong(), entropy.nextLong());
  }

  static RandomKernel of(KernelCall call) {
    long seed = call.attr("seed");
    long seed2 = call.attr("seed2");
    String name = call.nodeName() + " " + call.def().name() + call.attrs();
    return call.resources().resource(RandomKernel.class, name, () -> new RandomKernel(seed, seed2));
  }

  /** The stream as it stands; it goes on after {@code outputs} outputs, whatever is used. */
  synchronized Philox reserve(long outputs) {
    Philox now = philox.copy();
    philox.skip(outputs);
    return now;
  }
}
