package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** What the newer stateless operations take, from the two seeds that programs give. */
final class KeyCounterOps {
  static final OpDef KEY_COUNTER =
      seeded("StatelessRandomGetKeyCounter")
          .outputs("key: uint64", "counter: uint64")
          .infer(
              call -> {
                StatelessStream.checkSeeds(call, 0);
                return List.of(Shape.of(1), Shape.of(2));
              })
          .kernel(KeyCounterOps::keyCounter)
          .noGradient()
          .build();
  static final OpDef KEY_COUNTER_ALG =
      seeded("StatelessRandomGetKeyCounterAlg")
          .outputs("key: uint64", "counter: uint64", "alg: int32")
          .infer(KeyCounterOps::inferAlg)
          .kernel(
              call -> {
                List<EagerTensor> two = keyCounter(call);
                return List.of(two.get(0), two.get(1), algorithm());
              })
          .noGradient()
          .build();
  static final OpDef ALG =
      OpDef.named("StatelessRandomGetAlg")
          .outputs("alg: int32")
          .stateful()
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> algorithm())
          .noGradient()
          .build();

  private KeyCounterOps() {}

  private static OpDef.Builder seeded(String name) {
    return OpDef.named(name)
        .inputs("seed: Tseed")
        .attr("Tseed", AttrKind.TYPE, DType.INT64)
        .allow("Tseed", DType.INT32, DType.INT64);
  }

  private static List<Shape> inferAlg(InferCall call) {
    StatelessStream.checkSeeds(call, 0);
    return List.of(Shape.of(1), Shape.of(2), Shape.scalar());
  }

  private static List<EagerTensor> keyCounter(KernelCall call) {
    Philox philox = StatelessStream.ofSeeds(call, 0);
    return List.of(
        ElementArrays.tensor(DType.UINT64, Shape.of(1), new long[] {philox.key()}),
        ElementArrays.tensor(
            DType.UINT64, Shape.of(2), new long[] {philox.counterLow(), philox.counterHigh()}));
  }

  private static EagerTensor algorithm() {
    return ElementArrays.scalar(DType.INT32, StatelessStream.PHILOX);
  }
}
