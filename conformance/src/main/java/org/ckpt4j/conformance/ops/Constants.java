package org.ckpt4j.conformance.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which inputs were constants when a failing op was recorded: those that real programs give so. The
 * recordings tell it of succeeding ops alone.
 */
final class Constants {
  /** Negative positions count from the end. */
  private static final Map<String, List<Integer>> POSITIONS = new HashMap<>();

  static {
    add("-1", "ConcatV2");
    add(
        "0",
        "Split Concat Fill RandomUniform RandomStandardNormal TruncatedNormal RandomUniformInt"
            + " Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput Conv3DBackpropInputV2"
            + " AvgPoolGrad Empty StatelessRandomUniformV2");
    add(
        "1",
        "Reshape ExpandDims Sum Mean Prod Max Min Any All EuclideanNorm ArgMax ArgMin Transpose"
            + " ConjugateTranspose Pad MirrorPad MirrorPadGrad Tile BroadcastTo Cumsum Cumprod"
            + " CumulativeLogsumexp ReverseV2 TopKV2 OneHot ResizeBilinear ResizeNearestNeighbor"
            + " ResizeBicubic ResizeArea ResizeNearestNeighborGrad ReduceJoin UniqueV2 Reverse"
            + " Multinomial StatelessRandomUniform NthElement DenseBincount Bincount"
            + " UniqueWithCountsV2 StringSplit SparseToDense Conv2DBackpropFilter"
            + " DepthwiseConv2dNativeBackpropFilter Conv3DBackpropFilterV2");
    add(
        "2",
        "ScatterNd GatherV2 UnsortedSegmentSum UnsortedSegmentMax UnsortedSegmentMin"
            + " UnsortedSegmentProd InTopKV2 MatrixSetDiagV2 MatrixSetDiagV3 HistogramFixedWidth");
    add(
        "3",
        "SparseSegmentSumGrad SparseSegmentMeanGrad SparseSegmentSqrtNGrad"
            + " SparseSegmentSumWithNumSegments SparseSegmentMeanWithNumSegments"
            + " SparseSegmentSqrtNWithNumSegments CropAndResizeGradImage CropAndResize");
    add("0,1,2", "Range LinSpace");
    add("0,1,2,3", "StridedSliceGrad");
    add(
        "1,2",
        "Slice PadV2 MatrixBandPart SpaceToBatchND BatchToSpaceND Roll Substr SplitV MaxPoolV2");
    add("1,2,3", "StridedSlice TensorStridedSliceUpdate MatrixDiagPartV2 MatrixDiagPartV3");
    add("1,2,3,4", "MatrixDiagV2 MatrixDiagV3");
  }

  private Constants() {}

  private static void add(String positions, String ops) {
    List<Integer> at = new ArrayList<>();
    for (String position : positions.split(",")) {
      at.add(Integer.parseInt(position));
    }
    for (String op : ops.split(" ")) {
      POSITIONS.put(op, at);
    }
  }

  static List<Integer> of(String op, int inputs) {
    return POSITIONS.getOrDefault(op, List.of()).stream()
        .map(position -> position < 0 ? inputs + position : position)
        .toList();
  }
}
