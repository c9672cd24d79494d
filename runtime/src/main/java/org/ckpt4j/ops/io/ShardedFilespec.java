package org.ckpt4j.ops.io;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.Shape;

/** {@code ShardedFilespec}: {@code base-?????-of-00004}. */
public final class ShardedFilespec {
  public static final OpDef DEF =
      OpDef.named("ShardedFilespec")
          .inputs("basename: string", "num_shards: int32")
          .outputs("filename: string")
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  ShardedFilename.text(
                      "%s-?????-of-%05d"
                          .formatted(call.input(0).stringValue(), call.input(1).longValue())))
          .notDifferentiable()
          .build();

  private ShardedFilespec() {}

  public static Tensor of(Tensor base, Tensor count) {
    return DEF.call(Attrs.none(), base, count);
  }
}
