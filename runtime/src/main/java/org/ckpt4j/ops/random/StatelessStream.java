package org.ckpt4j.ops.random;

import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.tensor.Shape;

/**
 * The stream that a stateless operation is given: by two seeds, or by a generator's key, counter
 * and algorithm.
 */
final class StatelessStream {
  static final int PHILOX = 1;
  private static final int THREEFRY = 2;
  private static final int AUTO_SELECT = 3;

  private StatelessStream() {}

  static void checkSeeds(InferCall call, int input) {
    RandomShapes.requireLength(call, input, 2, "the seed");
  }

  /** The stream of the two seeds that an input holds. */
  static Philox ofSeeds(KernelCall call, int input) {
    if (!call.input(input).shape().equals(Shape.of(2))) {
      throw new InvalidArgumentError(
          "%s: the seed must be two numbers, given shape %s"
              .formatted(call.def().name(), call.input(input).shape()));
    }
    long[] seeds = ElementArrays.longs(call.input(input));
    return Philox.scrambled(seeds[0], seeds[1]);
  }

  static void checkKey(InferCall call, int key) {
    RandomShapes.requireLength(call, key, 1, "the key");
    RandomShapes.requireRank(call, key + 1, 1, "the counter");
    RandomShapes.requireRank(call, key + 2, 0, "the algorithm");
  }

  /** The stream of a key, the counter that follows it, and the algorithm that follows that. */
  static Philox ofKey(KernelCall call, int key) {
    Shape keyShape = call.input(key).shape();
    Shape counterShape = call.input(key + 1).shape();
    if (!keyShape.equals(Shape.of(1)) || counterShape.rank() != 1 || counterShape.dim(0) < 2) {
      throw new InvalidArgumentError(
          "%s: the key must be one number and the counter two, given shapes %s and %s"
              .formatted(call.def().name(), keyShape, counterShape));
    }
    checkAlgorithm(call, Bounds.single(call, key + 2, "the algorithm"));
    long[] counter = ElementArrays.longs(call.input(key + 1));
    return new Philox(ElementArrays.longs(call.input(key))[0], counter[0], counter[1]);
  }

  static void checkAlgorithm(KernelCall call, long algorithm) {
    if (algorithm == THREEFRY) {
      throw new UnimplementedError(
          call.def().name()
              + ": algorithm 2 (ThreeFry) is not made for this device; take 1 (Philox)");
    }
    if (algorithm != PHILOX && algorithm != AUTO_SELECT) {
      throw new InvalidArgumentError(
          "%s: no random algorithm has number %d; 1 is Philox"
              .formatted(call.def().name(), algorithm));
    }
  }
}
