package org.ckpt4j.ops.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Nd4jBackend;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The fast way of pooling gives what the plain loops give, for windows drawn at random. */
class NativePoolTest {
  private static final int ROUNDS = 25;

  private final Random random = new Random(20261121);

  private int one(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  /** Few different numbers, so that many are greatest together, and some that are no numbers. */
  private EagerTensor values(Shape shape, boolean odd) {
    float[] values = new float[(int) shape.numElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = one(0, 4) == 0 ? -0f : one(-3, 3) / 2f;
      if (odd && random.nextInt(5) == 0) {
        values[i] =
            List.of(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY).get(one(0, 2));
      }
    }
    return ElementArrays.tensor(shape, values);
  }

  private void compare(boolean odd) {
    assumeTrue(Nd4jBackend.natives() == Nd4jBackend.Natives.ONEDNN);
    for (int round = 0; round < ROUNDS; round++) {
      int down = one(1, 3);
      int right = one(1, 3);
      String padding = random.nextBoolean() ? "SAME" : "VALID";
      WindowRule rule =
          WindowRule.of(
              Attrs.of("padding", padding),
              4,
              List.of(1L, (long) down, (long) right, 1L),
              List.of(),
              NativePoolTest::fault);
      long[] in = {one(5, 16), one(5, 16)};
      long[] size = {one(down, 4), one(right, 4)};
      int channels = one(1, 20);
      long batch = one(1, 4);
      long[] out = rule.outSizes(in, size, false, NativePoolTest::fault);
      EagerTensor x = values(Shape.of(batch, in[0], in[1], channels), odd);
      Shape shape = Shape.of(batch, out[0], out[1], channels);
      EagerTensor dy = values(shape, false);
      var loops = new PoolLoops(rule.window(batch, in, size, NativePoolTest::fault), channels);
      var window =
          new NativePool.Window((int) size[0], (int) size[1], down, right, padding.equals("SAME"));
      String what = window + " over " + x.shape();

      assertArrayEquals(
          ElementArrays.floats(loops.max(x, shape)),
          ElementArrays.floats(NativePool.max(window, x, shape)),
          what);
      assertEquals(!odd, NativePool.isFinite(x));
      if (odd) {
        continue; // its gradient is left to the loops
      }
      assertArrayEquals(
          ElementArrays.floats(PoolLoops.added(dy, loops.winners(x), x.shape())),
          ElementArrays.floats(NativePool.maxGradient(window, x, dy)),
          what);
    }
  }

  private static RuntimeException fault(String format, Object... args) {
    return new InvalidArgumentError(format.formatted(args));
  }

  @Test
  void numbersGiveTheSameMaximaAndGradients() {
    compare(false);
  }

  @Test
  void whatIsNoNumberGivesTheSameMaximaAndIsFound() {
    compare(true);
  }
}
