package org.ckpt4j.ops.io;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code ShardedFilename}: the name of one file of many, {@code foo-00004-of-00100}. */
public final class ShardedFilename {
  public static final OpDef DEF =
      OpDef.named("ShardedFilename")
          .inputs("basename: string", "shard: int32", "num_shards: int32")
          .outputs("filename: string")
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  EagerTensor.of(
                      Values.of(
                          "%s-%05d-of-%05d"
                              .formatted(
                                  SaveRequest.text(call.input(0), "basename"),
                                  call.input(1).longValue(),
                                  call.input(2).longValue()),
                          DType.STRING)))
          .notDifferentiable()
          .build();

  private ShardedFilename() {}

  public static Tensor of(Object basename, int shard, Object numShards) {
    try (NameScope scope = NameScope.enter(DEF.name())) {
      return DEF.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(basename, DType.STRING, "basename"),
          ToTensor.of(shard, DType.INT32, "shard"),
          ToTensor.of(numShards, DType.INT32, "num_shards"));
    }
  }
}
