package org.ckpt4j.ops.random;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;

/** {@code RandomShuffle}: the rows of a tensor in random order. */
public final class RandomShuffle {
  public static final OpDef DEF =
      OpDef.named("RandomShuffle")
          .inputs("value: T")
          .outputs("output: T")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .stateful()
          .infer(call -> List.of(call.shape(0)))
          .compute(
              call -> {
                EagerTensor value = call.input(0);
                if (isSettled(value.shape())) {
                  return value;
                }
                long outputs = (value.shape().dim(0) - 1 + 3) / 4;
                return shuffled(value, RandomKernel.of(call).reserve(outputs));
              })
          .notDifferentiable()
          .build();

  private RandomShuffle() {}

  /** Counterpart: {@code tf.random.shuffle}. */
  public static Tensor of(Object value, OpOption... options) {
    RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
    try (NameScope scope = NameScope.enter(Named.among(options, "RandomShuffle"))) {
      return DEF.call(
          NodeNames.of(scope),
          Attrs.of("seed", seeds.seed(), "seed2", seeds.seed2()),
          ToTensor.of(value, null, "value"));
    }
  }

  private static boolean isSettled(Shape shape) {
    return shape.rank() == 0 || shape.dim(0) <= 1 || shape.numElements() == 0;
  }

  private static EagerTensor shuffled(EagerTensor value, Philox philox) {
    int[] order = order((int) value.shape().dim(0), philox);
    int row = ElementArrays.length(value) / order.length;
    DType dtype = value.dtype();
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> elements = value.raw().elements();
      List<TensorBytes> out = new ArrayList<>(elements.size());
      for (int from : order) {
        out.addAll(elements.subList(from * row, (from + 1) * row));
      }
      return EagerTensor.of(RawTensor.ofElements(dtype, value.shape(), out));
    }
    ByteBuffer in = ElementArrays.bytes(value);
    ByteBuffer out = ElementArrays.allocate(dtype, (long) order.length * row);
    int width = row * dtype.width();
    for (int i = 0; i < order.length; i++) {
      out.put(i * width, in, order[i] * width, width);
    }
    return ElementArrays.tensor(dtype, value.shape(), out);
  }

  /** Fisher and Yates, from the front. */
  private static int[] order(int rows, Philox philox) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    Lanes lanes = new Lanes(philox);
    for (int i = 0; i < rows - 1; i++) {
      int other = i + Integer.remainderUnsigned(lanes.next(), rows - i);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }
}
