package org.ckpt4j.ops.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Pack;

/** {@code MergeV2Checkpoints}: makes one checkpoint of several. */
public final class MergeV2Checkpoints {
  public static final OpDef DEF =
      OpDef.named("MergeV2Checkpoints")
          .inputs("checkpoint_prefixes: string", "destination_prefix: string")
          .attr("delete_old_dirs", AttrKind.BOOL, true)
          .attr("allow_missing_files", AttrKind.BOOL, false)
          .stateful()
          .infer(call -> List.of())
          .act(MergeV2Checkpoints::merge)
          .notDifferentiable()
          .build();

  private MergeV2Checkpoints() {}

  public static Node of(List<Tensor> parts, Tensor prefix) {
    try (NameScope scope = NameScope.enter("MergeV2Checkpoints")) {
      return DEF.run(scope.name(), Attrs.none(), List.of(Pack.of(parts, 0), prefix));
    }
  }

  private static void merge(KernelCall call) {
    PathResolver files = Contexts.environment().files();
    List<Path> parts = SaveV2.texts(call.input(0)).stream().map(files::resolve).toList();
    try {
      CheckpointMerger.merge(
          parts,
          files.resolve(call.input(1).stringValue()),
          call.attr("delete_old_dirs"),
          call.attr("allow_missing_files"));
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentError(e.getMessage(), e);
    }
  }
}
