package org.ckpt4j.ops.io;

import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointMerger;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code MergeV2Checkpoints}: makes one checkpoint of the parts that several writers wrote. */
public final class MergeV2Checkpoints {
  public static final OpDef DEF =
      OpDef.named("MergeV2Checkpoints")
          .inputs("checkpoint_prefixes: string", "destination_prefix: string")
          .attr("delete_old_dirs", AttrKind.BOOL, true)
          .attr("allow_missing_files", AttrKind.BOOL, false)
          .stateful()
          .infer(MergeV2Checkpoints::infer)
          .act(MergeV2Checkpoints::merge)
          .notDifferentiable()
          .build();

  private MergeV2Checkpoints() {}

  /** Merges the parts, and deletes their folders when they are empty. */
  public static Node of(List<? extends Tensor> prefixes, Tensor destination) {
    return of(prefixes, destination, Attrs.none());
  }

  static Node of(List<?> prefixes, Object destination, Attrs attrs) {
    try (NameScope scope = NameScope.enter(DEF.name())) {
      return DEF.run(
          scope.name(),
          attrs,
          List.of(
              ToTensor.of(prefixes, DType.STRING, "checkpoint_prefixes"),
              ToTensor.of(destination, DType.STRING, "destination_prefix")));
    }
  }

  private static List<Shape> infer(InferCall call) {
    if (call.shape(0).hasKnownRank() && call.shape(0).rank() != 1) {
      throw call.invalid("the prefixes must be a vector, given shape %s", call.shape(0));
    }
    if (!call.shape(1).isCompatibleWith(Shape.scalar())) {
      throw call.invalid("the destination must be one string, given shape %s", call.shape(1));
    }
    return List.of();
  }

  private static void merge(KernelCall call) {
    PathResolver files = Contexts.environment().files();
    List<Path> parts =
        SaveRequest.strings(call.input(0), "prefixes").stream()
            .map(prefix -> files.resolve(SaveRequest.utf8(prefix)))
            .toList();
    if (parts.isEmpty()) {
      throw new InvalidArgumentError("MergeV2Checkpoints: there is no part to merge");
    }
    Path destination = files.resolve(SaveRequest.text(call.input(1), "destination"));
    CheckpointErrors.translating(
        () -> {
          CheckpointMerger.merge(
              parts,
              destination,
              call.<Boolean>attr("delete_old_dirs"),
              call.<Boolean>attr("allow_missing_files"));
          return null;
        });
  }
}
