package org.ckpt4j.train.saveops;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.control.Group;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.io.MergeV2Checkpoints;
import org.ckpt4j.ops.io.RestoreV2;
import org.ckpt4j.ops.io.SaveSlices;
import org.ckpt4j.ops.io.SaveV2;
import org.ckpt4j.ops.io.ShardedFilename;
import org.ckpt4j.ops.io.ShardedFilespec;
import org.ckpt4j.ops.math.SelectOps;
import org.ckpt4j.ops.strings.RegexOps;
import org.ckpt4j.ops.strings.StringJoin;
import org.ckpt4j.options.Named;
import org.ckpt4j.trackable.SaveSpec;
import org.jspecify.annotations.Nullable;

/** The single operations of saving and restoring, with the names of their inputs. */
final class SaveNodes {
  private SaveNodes() {}

  static Tensor constant(Object value, String name) {
    return ToTensor.of(value, null, name);
  }

  /** {@code SaveV2} or {@code SaveSlices} of those that have a value. */
  static Node save(Tensor path, List<SaveSpec> specs, CheckpointFormat format) {
    List<String> names = new ArrayList<>();
    List<String> slices = new ArrayList<>();
    List<Operand> values = new ArrayList<>();
    for (SaveSpec spec : specs) {
      @Nullable Tensor value = spec.value().get();
      if (value != null) {
        names.add(spec.name());
        slices.add(spec.slice());
        values.add(value);
      }
    }
    return switch (format) {
      case V1 -> SaveSlices.of(path, names, slices, values);
      case V2 -> SaveV2.of(path, names, slices, values);
    };
  }

  static List<? extends Tensor> restore(Tensor path, List<SaveSpec> specs) {
    return specs.isEmpty()
        ? List.of()
        : RestoreV2.of(
            path,
            specs.stream().map(SaveSpec::name).toList(),
            specs.stream().map(SaveSpec::slice).toList(),
            specs.stream().map(SaveSpec::dtype).toList());
  }

  /** {@code value}, had after {@code nodes}. */
  static Tensor after(List<Node> nodes, Tensor value) {
    try (var scope = NameScope.enter("control_dependency");
        var placed = Contexts.current().enterColocation(value);
        var waits = Contexts.current().enterControlDependencies(nodes)) {
      return IdentityOps.IDENTITY.call(scope.name(), Attrs.none(), value);
    }
  }

  static Tensor identity(Tensor value) {
    return IdentityOps.identity(value);
  }

  /** One node that waits for all. */
  static Node group(List<Node> nodes, String name) {
    return Group.of(nodes, new Named(name));
  }

  static Tensor reshape(Tensor value, SaveSpec spec) {
    Tensor like = spec.value().get();
    return like == null ? value : Reshape.of(value, like.shape());
  }

  static Tensor shardedFilename(Tensor base, int shard, Tensor count) {
    return ShardedFilename.of(base, shard, count);
  }

  static Tensor shardedFilespec(Tensor base, Tensor count) {
    return ShardedFilespec.of(base, count);
  }

  static Node merge(List<Tensor> parts, Tensor prefix) {
    return MergeV2Checkpoints.of(parts, prefix);
  }

  /** Where the parts of a save go before they are merged. */
  static Tensor temporaryPrefix(Tensor prefix) {
    Tensor isS3 = RegexOps.fullMatch(prefix, "^s3://.*");
    // A folder of their own, except where renaming is copying.
    Tensor suffix =
        SelectOps.select(isS3, constant(".part", "Const"), constant("_temp/part", "Const"));
    return StringJoin.of(List.of(prefix, suffix));
  }
}
