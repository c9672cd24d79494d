package org.ckpt4j.ops.math;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;

/** {@code PopulationCount}: how many bits of a whole number are set. */
final class PopulationCount {
  static final OpDef DEF =
      OpDef.named("PopulationCount")
          .inputs("x: T")
          .outputs("y: uint8")
          .allow(
              "T",
              DType.INT8,
              DType.INT16,
              DType.INT32,
              DType.INT64,
              DType.UINT8,
              DType.UINT16,
              DType.UINT32,
              DType.UINT64)
          .infer(call -> List.of(call.shape(0)))
          .compute(PopulationCount::compute)
          .notDifferentiable()
          .build();

  private PopulationCount() {}

  private static EagerTensor compute(KernelCall call) {
    EagerTensor x = call.input(0);
    int bits = x.dtype().width() * Byte.SIZE;
    long mask = bits == Long.SIZE ? -1L : (1L << bits) - 1;
    long[] values = ElementArrays.longs(x);
    for (int i = 0; i < values.length; i++) {
      values[i] = Long.bitCount(values[i] & mask);
    }
    return ElementArrays.tensor(DType.UINT8, x.shape(), values);
  }
}
