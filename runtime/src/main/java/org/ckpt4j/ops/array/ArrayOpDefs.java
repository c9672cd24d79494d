package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ArrayOpDefs {
  private ArrayOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(BroadcastShapes.ARGS);
    ops.add(BroadcastShapes.GRADIENT_ARGS);
    ops.add(BroadcastTo.DEF);
    ops.add(CheckNumerics.DEF);
    ops.add(CheckNumerics.V2);
    ops.add(ConcatOffset.DEF);
    ops.add(ConcatV2.DEF);
    ops.add(ConcatV2.OLD);
    ops.add(Const.DEF);
    ops.add(Diag.BAND);
    ops.add(Diag.DEF);
    ops.add(Diag.PART);
    ops.add(DynamicPartition.DEF);
    ops.add(DynamicStitch.DEF);
    ops.add(DynamicStitch.PARALLEL);
    ops.add(EnsureShape.DEF);
    ops.add(ExpandDims.DEF);
    ops.add(Fill.DEF);
    ops.add(Fill.EMPTY);
    ops.add(Gather.OLD);
    ops.add(Gather.V2);
    ops.add(GatherNd.DEF);
    ops.add(IdentityOps.DEEP_COPY);
    ops.add(IdentityOps.IDENTITY);
    ops.add(IdentityOps.IDENTITY_N);
    ops.add(IdentityOps.PREVENT_GRADIENT);
    ops.add(IdentityOps.SNAPSHOT);
    ops.add(IdentityOps.STOP_GRADIENT);
    ops.add(InTopK.OLD);
    ops.add(InTopK.V2);
    ops.add(Likes.ONES);
    ops.add(Likes.ZEROS);
    ops.add(MirrorPad.DEF);
    ops.add(MirrorPad.GRAD);
    ops.add(OneHot.DEF);
    ops.add(Pack.DEF);
    ops.add(Pad.DEF);
    ops.add(Pad.V2);
    ops.add(Placeholder.DEF);
    ops.add(PlaceholderWithDefault.DEF);
    ops.add(Range.DEF);
    ops.add(Range.LIN_SPACE);
    ops.add(Reshape.DEF);
    ops.add(Reverse.OLD);
    ops.add(Reverse.V2);
    ops.add(ReverseSequence.DEF);
    ops.add(Roll.DEF);
    ops.add(ScatterNd.DEF);
    ops.add(SearchSorted.LOWER);
    ops.add(SearchSorted.UPPER);
    ops.add(ShapeOp.RANK);
    ops.add(ShapeOp.SHAPE);
    ops.add(ShapeOp.SHAPE_N);
    ops.add(ShapeOp.SIZE);
    ops.add(Slice.DEF);
    ops.add(SpaceToBatch.IMAGES);
    ops.add(SpaceToBatch.IMAGES_INVERSE);
    ops.add(SpaceToBatch.ND);
    ops.add(SpaceToBatch.ND_INVERSE);
    ops.add(SpaceToDepth.DEF);
    ops.add(SpaceToDepth.INVERSE);
    ops.add(Split.EQUAL);
    ops.add(Split.SIZED);
    ops.add(Squeeze.DEF);
    ops.add(StridedSlice.DEF);
    ops.add(StridedSlice.GRAD);
    ops.add(StridedSlice.UPDATE);
    ops.add(Tile.DEF);
    ops.add(TopK.DEF);
    ops.add(TopK.NTH);
    ops.add(Transpose.CONJUGATE);
    ops.add(Transpose.DEF);
    ops.add(Transpose.INVERT);
    ops.add(Unique.COUNTED);
    ops.add(Unique.COUNTED_V2);
    ops.add(Unique.DEF);
    ops.add(Unique.LIST_DIFF);
    ops.add(Unique.V2);
    ops.add(Unpack.DEF);
    ops.add(Where.DEF);
    ops.addAll(MatrixDiag.defs());
    ops.addAll(TensorScatter.defs());
    return ops;
  }
}
