package org.ckpt4j.ops.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code NonMaxSuppression} to {@code V5} and {@code …WithOverlaps}: of boxes that overlap, those
 * with the best scores.
 */
final class BoxSuppression {
  private BoxSuppression() {}

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    defs.add(
        OpDef.named("NonMaxSuppression")
            .inputs("boxes: float32", "scores: float32", "max_output_size: int32")
            .outputs("selected_indices: int32")
            .attr("iou_threshold", AttrKind.FLOAT, 0.5f)
            .infer(call -> infer(call, 1, false))
            .kernel(
                call -> run(call, call.<Float>attr("iou_threshold"), Float.NEGATIVE_INFINITY, 0))
            .notDifferentiable()
            .build());
    defs.add(
        typed("NonMaxSuppressionV2", "iou_threshold: T_threshold")
            .outputs("selected_indices: int32")
            .infer(call -> infer(call, 1, false))
            .kernel(call -> run(call, number(call, 3), Float.NEGATIVE_INFINITY, 0))
            .notDifferentiable()
            .build());
    defs.add(
        typed("NonMaxSuppressionV3", "iou_threshold: T_threshold", "score_threshold: T_threshold")
            .outputs("selected_indices: int32")
            .infer(call -> infer(call, 1, false))
            .kernel(call -> run(call, number(call, 3), number(call, 4), 0))
            .noGradient()
            .build());
    defs.add(
        typed("NonMaxSuppressionV4", "iou_threshold: T_threshold", "score_threshold: T_threshold")
            .outputs("selected_indices: int32", "valid_outputs: int32")
            .attr("pad_to_max_output_size", AttrKind.BOOL, false)
            .infer(call -> infer(call, 2, call.<Boolean>attr("pad_to_max_output_size")))
            .kernel(call -> run(call, number(call, 3), number(call, 4), 0))
            .noGradient()
            .build());
    defs.add(
        OpDef.named("NonMaxSuppressionV5")
            .inputs(
                "boxes: T",
                "scores: T",
                "max_output_size: int32",
                "iou_threshold: T",
                "score_threshold: T",
                "soft_nms_sigma: T")
            .outputs("selected_indices: int32", "selected_scores: T", "valid_outputs: int32")
            .attr("T", AttrKind.TYPE, DType.FLOAT32)
            .allow("T", DType.FLOAT16, DType.FLOAT32)
            .attr("pad_to_max_output_size", AttrKind.BOOL, false)
            .infer(call -> infer(call, 3, call.<Boolean>attr("pad_to_max_output_size")))
            .kernel(call -> run(call, number(call, 3), number(call, 4), number(call, 5)))
            .noGradient()
            .build());
    defs.add(
        OpDef.named("NonMaxSuppressionWithOverlaps")
            .inputs(
                "overlaps: float32",
                "scores: float32",
                "max_output_size: int32",
                "overlap_threshold: float32",
                "score_threshold: float32")
            .outputs("selected_indices: int32")
            .infer(BoxSuppression::inferOverlaps)
            .kernel(call -> run(call, number(call, 3), number(call, 4), 0))
            .notDifferentiable()
            .build());
    return defs;
  }

  private static OpDef.Builder typed(String name, String... thresholds) {
    return OpDef.named(name)
        .inputs("boxes: T", "scores: T", "max_output_size: int32")
        .inputs(thresholds)
        .attr("T", AttrKind.TYPE, DType.FLOAT32)
        .allow("T", DType.FLOAT16, DType.FLOAT32)
        .attr("T_threshold", AttrKind.TYPE, DType.FLOAT32)
        .allow("T_threshold", DType.FLOAT16, DType.FLOAT32);
  }

  private static float number(KernelCall call, int input) {
    if (call.input(input).shape().rank() != 0) {
      throw call.invalid("input %d is a number, given shape %s", input, call.input(input).shape());
    }
    return (float) call.input(input).doubleValue();
  }

  private static List<Shape> infer(InferCall call, int outputs, boolean padded) {
    Shape boxes = Dims.rank(call, 0, 2);
    Shape scores = Dims.rank(call, 1, 1);
    for (int i = 2; i < call.numInputs(); i++) {
      Dims.rank(call, i, 0);
    }
    if (Dims.merged(Dims.part(boxes, 0, 1), scores) == null
        || (boxes.dim(1) >= 0 && boxes.dim(1) != 4)) {
      throw call.invalid("boxes of %s with scores of %s", boxes, scores);
    }
    long[] most = padded ? Dims.known(call, 2) : null;
    if (most != null && most[0] < 0) {
      throw call.invalid("max_output_size is %d", most[0]);
    }
    Shape some = most == null ? Dims.unknown(1) : Shape.of(most[0]);
    return outputs == 1
        ? List.of(some)
        : outputs == 2 ? List.of(some, Shape.scalar()) : List.of(some, some, Shape.scalar());
  }

  private static List<Shape> inferOverlaps(InferCall call) {
    Shape overlaps = Dims.rank(call, 0, 2);
    Shape scores = Dims.rank(call, 1, 1);
    for (int i = 2; i < 5; i++) {
      Dims.rank(call, i, 0);
    }
    if (Dims.merged(Dims.part(overlaps, 0, 1), scores) == null
        || Dims.merged(Dims.part(overlaps, 0, 1), Dims.part(overlaps, 1, 2)) == null) {
      throw call.invalid("overlaps of %s with scores of %s", overlaps, scores);
    }
    return List.of(Dims.unknown(1));
  }

  /** A box that may be taken; {@code from}: the chosen ones it was compared with already. */
  private record Candidate(int index, float score, int from) {}

  private static List<EagerTensor> run(
      KernelCall call, float overlapLimit, float scoreLimit, float sigma) {
    Shape given = call.input(0).shape();
    boolean overlaps = call.def().name().endsWith("Overlaps");
    int count = ElementArrays.length(call.input(1));
    if (given.rank() != 2
        || call.input(1).shape().rank() != 1
        || given.dim(0) != count
        || given.dim(1) != (overlaps ? count : 4)) {
      throw call.invalid("boxes of %s with scores of %s", given, call.input(1).shape());
    }
    if (!overlaps && !(overlapLimit >= 0 && overlapLimit <= 1)) {
      throw call.invalid("iou_threshold %s is not between 0 and 1", overlapLimit);
    }
    if (sigma < 0) {
      throw call.invalid("soft_nms_sigma %s is negative", sigma);
    }
    long most = call.input(2).longValue();
    if (most < 0) {
      throw call.invalid("max_output_size is %d", most);
    }
    double[] boxes = ElementArrays.doubles(call.input(0));
    double[] scores = ElementArrays.doubles(call.input(1));
    PriorityQueue<Candidate> queue =
        new PriorityQueue<>(
            Comparator.comparingDouble((Candidate c) -> -c.score)
                .thenComparingInt(Candidate::index));
    for (int i = 0; i < count; i++) {
      if (scores[i] > scoreLimit) {
        queue.add(new Candidate(i, (float) scores[i], 0));
      }
    }
    float scale = sigma > 0 ? -.5f / sigma : 0;
    List<Candidate> chosen = new ArrayList<>();
    Overlap overlap =
        overlaps
            ? (a, b) -> (float) boxes[a * count + b]
            : (a, b) -> intersectionOverUnion(boxes, a, b);
    while (chosen.size() < most && !queue.isEmpty()) {
      Candidate next = queue.remove();
      float score = next.score;
      boolean hard = false;
      for (int j = chosen.size() - 1; j >= next.from && !hard; j--) {
        float shared = overlap.of(next.index, chosen.get(j).index);
        if (overlaps ? shared > overlapLimit : shared > overlapLimit && sigma == 0) {
          hard = true;
        } else if (sigma > 0) {
          score *= (float) Math.exp(scale * shared * shared);
        }
        if (score <= scoreLimit) {
          hard = true;
        }
      }
      if (hard) {
        continue;
      }
      if (score == next.score) {
        chosen.add(next);
      } else if (score > scoreLimit) {
        queue.add(new Candidate(next.index, score, chosen.size()));
      }
    }
    return outputs(call, chosen, (int) most);
  }

  private interface Overlap {
    float of(int a, int b);
  }

  private static float intersectionOverUnion(double[] boxes, int i, int j) {
    float[] a = corners(boxes, i);
    float[] b = corners(boxes, j);
    float areaA = (a[2] - a[0]) * (a[3] - a[1]);
    float areaB = (b[2] - b[0]) * (b[3] - b[1]);
    if (areaA <= 0 || areaB <= 0) {
      return 0;
    }
    float height = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
    float width = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
    float shared = height * width;
    return shared / (areaA + areaB - shared);
  }

  private static float[] corners(double[] boxes, int i) {
    float a = (float) boxes[4 * i];
    float b = (float) boxes[4 * i + 1];
    float c = (float) boxes[4 * i + 2];
    float d = (float) boxes[4 * i + 3];
    return new float[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
  }

  private static List<EagerTensor> outputs(KernelCall call, List<Candidate> chosen, int most) {
    boolean padded =
        call.def().attrKind("pad_to_max_output_size") != null
            && call.<Boolean>attr("pad_to_max_output_size");
    int size = padded ? most : chosen.size();
    long[] indices = new long[size];
    double[] scores = new double[size];
    for (int i = 0; i < chosen.size(); i++) {
      indices[i] = chosen.get(i).index;
      scores[i] = chosen.get(i).score;
    }
    Shape shape = Shape.of(size);
    EagerTensor selected = ElementArrays.tensor(DType.INT32, shape, indices);
    EagerTensor valid =
        ElementArrays.tensor(DType.INT32, Shape.scalar(), new long[] {chosen.size()});
    return switch (call.def().outputs().size()) {
      case 1 -> List.of(selected);
      case 2 -> List.of(selected, valid);
      default ->
          Arrays.asList(
              selected, ElementArrays.tensor(call.<DType>attr("T"), shape, scores), valid);
    };
  }
}
