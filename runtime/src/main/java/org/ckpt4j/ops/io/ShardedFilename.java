package org.ckpt4j.ops.io;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code ShardedFilename}: {@code base-00001-of-00004}. */
public final class ShardedFilename {
  public static final OpDef DEF =
      OpDef.named("ShardedFilename")
          .inputs("basename: string", "shard: int32", "num_shards: int32")
          .outputs("filename: string")
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  text(
                      "%s-%05d-of-%05d"
                          .formatted(
                              call.input(0).stringValue(),
                              call.input(1).longValue(),
                              call.input(2).longValue())))
          .notDifferentiable()
          .build();

  private ShardedFilename() {}

  public static Tensor of(Tensor base, int shard, Tensor count) {
    try (NameScope scope = NameScope.enter("ShardedFilename")) {
      return DEF.call(scope.name(), Attrs.none(), base, ToTensor.of(shard, null, "shard"), count);
    }
  }

  static EagerTensor text(String value) {
    return EagerTensor.of(RawTensor.ofString(value.getBytes(StandardCharsets.UTF_8)));
  }
}
