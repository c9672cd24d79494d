package org.ckpt4j.ops;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.Placeholder;
import org.ckpt4j.ops.array.PlaceholderWithDefault;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.Select;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.control.NoOp;
import org.ckpt4j.ops.io.MergeV2Checkpoints;
import org.ckpt4j.ops.io.RestoreSlice;
import org.ckpt4j.ops.io.RestoreV2;
import org.ckpt4j.ops.io.SaveSlices;
import org.ckpt4j.ops.io.SaveV2;
import org.ckpt4j.ops.io.ShardedFilename;
import org.ckpt4j.ops.io.ShardedFilespec;
import org.ckpt4j.ops.math.AddN;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.ops.math.Cast;
import org.ckpt4j.ops.math.MatMul;
import org.ckpt4j.ops.math.Sum;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.random.RandomUniform;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.DisableCopyOnRead;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.ops.state.VarHandleOp;
import org.ckpt4j.ops.state.VariableV2;
import org.ckpt4j.ops.strings.StaticRegexFullMatch;
import org.ckpt4j.ops.strings.StringJoin;

/** The explicit list that fills the registry; nothing registers by being loaded. */
public final class StandardOps {
  private static final class Holder {
    static final OpRegistry REGISTRY = OpRegistry.of(all());
  }

  private StandardOps() {}

  public static OpRegistry registry() {
    return Holder.REGISTRY;
  }

  private static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.addAll(
        List.of(
            ConcatV2.DEF,
            Const.DEF,
            Fill.DEF,
            IdentityOps.IDENTITY,
            IdentityOps.STOP_GRADIENT,
            Pack.DEF,
            Placeholder.DEF,
            PlaceholderWithDefault.DEF,
            Reshape.DEF,
            Select.DEF,
            ShapeOp.DEF,
            Slice.DEF,
            StridedSlice.DEF));
    ops.addAll(Arithmetic.defs());
    ops.addAll(UnaryOps.defs());
    ops.addAll(List.of(AddN.DEF, Cast.DEF, MatMul.DEF, Sum.DEF));
    ops.add(NoOp.DEF);
    ops.addAll(
        List.of(
            MergeV2Checkpoints.DEF,
            RestoreSlice.DEF,
            RestoreV2.DEF,
            SaveSlices.DEF,
            SaveV2.DEF,
            ShardedFilename.DEF,
            ShardedFilespec.DEF));
    ops.add(RandomUniform.DEF);
    ops.addAll(
        List.of(
            AssignOps.ASSIGN,
            AssignOps.ADD,
            AssignOps.SUB,
            AssignVariableOps.ASSIGN,
            AssignVariableOps.ADD,
            AssignVariableOps.SUB,
            DisableCopyOnRead.DEF,
            InitializedOps.BY_HANDLE,
            InitializedOps.BY_REFERENCE,
            ReadVariableOp.DEF,
            VarHandleOp.DEF,
            VariableV2.DEF));
    ops.addAll(List.of(StaticRegexFullMatch.DEF, StringJoin.DEF));
    return ops;
  }
}
