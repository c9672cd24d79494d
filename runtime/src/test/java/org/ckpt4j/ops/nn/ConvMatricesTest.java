package org.ckpt4j.ops.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The fast way of convolution gives what the plain loops give, for shapes drawn at random. */
class ConvMatricesTest {
  private static final int ROUNDS = 30;

  private final Random random = new Random(20261121);

  private long one(int from, int to) {
    return (long) from + random.nextInt(to - from + 1);
  }

  private EagerTensor values(Shape shape) {
    float[] values = new float[(int) shape.numElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - .5f;
    }
    return ElementArrays.tensor(shape, values);
  }

  private ConvSizes sizes() {
    boolean dilated = random.nextBoolean();
    long stride = dilated ? 1 : one(1, 3);
    long dilation = dilated ? one(1, 3) : 1;
    String padding = List.of("SAME", "VALID", "EXPLICIT").get(random.nextInt(3));
    List<Long> pads =
        padding.equals("EXPLICIT")
            ? List.of(0L, 0L, one(0, 2), one(0, 2), one(0, 2), one(0, 2), 0L, 0L)
            : List.of();
    WindowRule rule =
        WindowRule.of(
            Attrs.of("padding", padding, "explicit_paddings", pads),
            4,
            List.of(1L, stride, stride, 1L),
            List.of(1L, dilation, dilation, 1L),
            ConvMatricesTest::fault);
    long[] in = {one(10, 20), one(10, 20)};
    long[] size = {one(1, 4), one(1, 4)};
    long[] out = rule.outSizes(in, size, false, ConvMatricesTest::fault);
    return new ConvSizes(
        rule, one(1, 3), in, size, out, (int) one(1, 9), (int) one(1, 9), 1, false);
  }

  private static RuntimeException fault(String format, Object... args) {
    return new InvalidArgumentError(format.formatted(args));
  }

  private static Shape filter(ConvSizes sizes) {
    return Shape.of(sizes.size()[0], sizes.size()[1], sizes.channelsIn(), sizes.channelsOut());
  }

  private static void assertClose(double[] want, EagerTensor got, ConvSizes sizes) {
    double[] found = ElementArrays.doubles(got);
    assertEquals(want.length, found.length);
    double worst = 0;
    for (int i = 0; i < want.length; i++) {
      worst = Math.max(worst, Math.abs(want[i] - found[i]));
    }
    assertTrue(worst < 1e-3, "differs by " + worst + " for " + sizes);
  }

  @Test
  void forwardAndBothGradientsAgreeWithThePlainLoops() {
    for (int round = 0; round < ROUNDS; round++) {
      ConvSizes sizes = sizes();
      EagerTensor x = values(sizes.imageShape());
      EagerTensor w = values(filter(sizes));
      EagerTensor dy = values(sizes.outShape());
      ConvLoops loops = sizes.loops();
      double[] xs = ElementArrays.doubles(x);
      double[] ws = ElementArrays.doubles(w);
      double[] dys = ElementArrays.doubles(dy);

      assertClose(loops.forward(xs, ws), ConvMatrices.forward(sizes, x, w), sizes);
      assertClose(loops.inputGradient(ws, dys), ConvMatrices.inputGradient(sizes, w, dy), sizes);
      assertClose(
          loops.filterGradient(xs, dys),
          ConvMatrices.filterGradient(sizes, x, dy, filter(sizes)),
          sizes);
    }
  }

  @Test
  void onlyLargeFloatConvolutionsOfOneGroupGoThroughMatrices() {
    ConvSizes sizes = sizes();

    assertEquals(false, ConvMatrices.serves(sizes, DType.FLOAT64));
  }
}
