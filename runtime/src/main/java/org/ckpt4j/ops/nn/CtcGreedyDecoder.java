package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code CTCGreedyDecoder}: the likeliest class of each step, blanks left out. */
final class CtcGreedyDecoder {
  static final OpDef DEF =
      OpDef.named("CTCGreedyDecoder")
          .inputs("inputs: T", "sequence_length: int32")
          .outputs(
              "decoded_indices: int64",
              "decoded_values: int64",
              "decoded_shape: int64",
              "log_probability: T")
          .attr("merge_repeated", AttrKind.BOOL, false)
          .attr("blank_index", AttrKind.INT, -1)
          .attr("T", AttrKind.TYPE, DType.FLOAT32)
          .allow("T", DType.FLOAT32, DType.FLOAT64)
          .infer(
              call -> {
                Shape inputs = call.shape(0);
                if (inputs.hasKnownRank() && inputs.rank() != 3) {
                  throw call.invalid("inputs must have rank 3, given shape %s", inputs);
                }
                long batch = inputs.hasKnownRank() ? inputs.dim(1) : Shape.UNKNOWN_SIZE;
                return List.of(
                    Shape.of(Shape.UNKNOWN_SIZE, 2),
                    Shape.of(Shape.UNKNOWN_SIZE),
                    Shape.of(2),
                    Shape.of(batch, 1));
              })
          .kernel(CtcGreedyDecoder::compute)
          .notDifferentiable()
          .build();

  private CtcGreedyDecoder() {}

  private static List<EagerTensor> compute(KernelCall call) {
    Shape shape = call.input(0).shape();
    long[] lengths = ElementArrays.longs(call.input(1));
    if (shape.rank() != 3 || lengths.length != shape.dim(1)) {
      throw call.invalid("inputs of shape %s, %d sequence lengths", shape, lengths.length);
    }
    int time = (int) shape.dim(0);
    int batch = (int) shape.dim(1);
    int classes = (int) shape.dim(2);
    long given = call.<Long>attr("blank_index");
    long blank = given < 0 ? given + classes : given;
    if (blank < 0 || blank >= classes) {
      throw call.invalid("blank_index %d of %d classes", given, classes);
    }
    double[] x = ElementArrays.doubles(call.input(0));
    boolean merge = call.<Boolean>attr("merge_repeated");
    List<Long> indices = new ArrayList<>();
    List<Long> values = new ArrayList<>();
    double[] scores = new double[batch];
    long longest = 0;
    for (int b = 0; b < batch; b++) {
      if (lengths[b] < 0 || lengths[b] > time) {
        throw call.invalid("sequence_length(%d) is %d of %d steps", b, lengths[b], time);
      }
      int before = -1;
      long count = 0;
      for (int t = 0; t < lengths[b]; t++) {
        int from = (t * batch + b) * classes;
        int best = 0;
        for (int c = 1; c < classes; c++) {
          best = x[from + c] > x[from + best] ? c : best;
        }
        scores[b] -= x[from + best];
        if (best != blank && !(merge && best == before)) {
          indices.add((long) b);
          indices.add(count++);
          values.add((long) best);
        }
        before = best;
      }
      longest = Math.max(longest, count);
    }
    return List.of(
        longs(Shape.of(values.size(), 2), indices),
        longs(Shape.of(values.size()), values),
        longs(Shape.of(2), List.of((long) batch, longest)),
        ElementArrays.tensor(call.input(0).dtype(), Shape.of(batch, 1), scores));
  }

  private static EagerTensor longs(Shape shape, List<Long> numbers) {
    return ElementArrays.tensor(
        DType.INT64, shape, numbers.stream().mapToLong(Long::longValue).toArray());
  }
}
