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

/**
 * {@code ShardedFilespec}: the pattern that all files of many match, {@code foo-?????-of-00100}.
 */
public final class ShardedFilespec {
  public static final OpDef DEF =
      OpDef.named("ShardedFilespec")
          .inputs("basename: string", "num_shards: int32")
          .outputs("filename: string")
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  EagerTensor.of(
                      Values.of(
                          "%s-?????-of-%05d"
                              .formatted(
                                  SaveRequest.text(call.input(0), "basename"),
                                  call.input(1).longValue()),
                          DType.STRING)))
          .notDifferentiable()
          .build();

  private ShardedFilespec() {}

  public static Tensor of(Object basename, Object numShards) {
    try (NameScope scope = NameScope.enter(DEF.name())) {
      return DEF.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(basename, DType.STRING, "basename"),
          ToTensor.of(numShards, DType.INT32, "num_shards"));
    }
  }
}
