package org.ckpt4j.ops.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Classes drawn as wrong answers, for sampled losses: {@code UniformCandidateSampler}, {@code
 * LogUniformCandidateSampler}, {@code AllCandidateSampler}; {@code ComputeAccidentalHits} says
 * which of them are right.
 */
final class CandidateSamplers {
  private static final long RESERVED = 512;

  private CandidateSamplers() {}

  /** How classes are drawn. */
  private interface Drawing {
    long next(Lanes lanes, long range);

    float probability(long value, long range);
  }

  private static final Drawing UNIFORM =
      new Drawing() {
        @Override
        public long next(Lanes lanes, long range) {
          return below(lanes, range);
        }

        @Override
        public float probability(long value, long range) {
          return 1f / range;
        }
      };

  private static final Drawing LOG_UNIFORM =
      new Drawing() {
        @Override
        public long next(Lanes lanes, long range) {
          return ((long) Math.exp(lanes.nextDouble() * Math.log1p(range)) - 1) % range;
        }

        @Override
        public float probability(long value, long range) {
          return (float) (Math.log((value + 2.0) / (value + 1.0)) / Math.log1p(range));
        }
      };

  static List<OpDef> defs() {
    List<OpDef> defs = new ArrayList<>();
    defs.add(ranged("UniformCandidateSampler", UNIFORM));
    defs.add(ranged("LogUniformCandidateSampler", LOG_UNIFORM));
    defs.add(
        sampler("AllCandidateSampler")
            .kernel(
                call -> {
                  requireTrue(call);
                  int count = call.<Long>attr("num_sampled").intValue();
                  long[] all = new long[count];
                  java.util.Arrays.setAll(all, i -> i);
                  return outputs(
                      call,
                      all,
                      ElementArrays.filled(ElementArrays.length(call.input(0)), 1),
                      ElementArrays.filled(count, 1));
                })
            .build());
    defs.add(
        OpDef.named("ComputeAccidentalHits")
            .inputs("true_classes: int64", "sampled_candidates: int64")
            .outputs("indices: int32", "ids: int64", "weights: float32")
            .attr("num_true", AttrKind.INT)
            .attr("seed", AttrKind.INT, 0)
            .attr("seed2", AttrKind.INT, 0)
            .infer(CandidateSamplers::inferHits)
            .kernel(CandidateSamplers::hits)
            .noGradient()
            .build());
    return defs;
  }

  private static OpDef.Builder sampler(String name) {
    return OpDef.named(name)
        .inputs("true_classes: int64")
        .outputs(
            "sampled_candidates: int64",
            "true_expected_count: float32",
            "sampled_expected_count: float32")
        .attr("num_true", AttrKind.INT)
        .atLeast("num_true", 1)
        .attr("num_sampled", AttrKind.INT)
        .atLeast("num_sampled", 1)
        .attr("unique", AttrKind.BOOL)
        .attr("seed", AttrKind.INT, 0)
        .attr("seed2", AttrKind.INT, 0)
        .stateful()
        .infer(CandidateSamplers::infer)
        .noGradient();
  }

  private static OpDef ranged(String name, Drawing drawing) {
    return sampler(name)
        .attr("range_max", AttrKind.INT)
        .atLeast("range_max", 1)
        .kernel(call -> draw(call, drawing))
        .build();
  }

  private static List<Shape> infer(InferCall call) {
    Shape right = Dims.rank(call, 0, 2);
    Shape sampled = Shape.of(call.<Long>attr("num_sampled"));
    return List.of(sampled, Shape.of(right.dim(0), call.<Long>attr("num_true")), sampled);
  }

  private static void requireTrue(KernelCall call) {
    Shape shape = call.input(0).shape();
    long columns = call.<Long>attr("num_true");
    if (shape.rank() != 2 || shape.dim(1) != columns) {
      throw call.invalid("true_classes of shape %s for num_true %d", shape, columns);
    }
  }

  /** A number below {@code n}, each as likely as the others. */
  private static long below(Lanes lanes, long n) {
    if ((n & (n - 1)) == 0) {
      return word(lanes) & (n - 1);
    }
    long skewed = Long.remainderUnsigned(-1L, n) + 1;
    long drawn = word(lanes);
    while (Long.compareUnsigned(drawn, skewed) < 0) {
      drawn = word(lanes);
    }
    return Long.remainderUnsigned(drawn, n);
  }

  private static long word(Lanes lanes) {
    int low = lanes.next();
    return Philox.word(low, lanes.next());
  }

  private static List<EagerTensor> draw(KernelCall call, Drawing drawing) {
    requireTrue(call);
    int count = call.<Long>attr("num_sampled").intValue();
    long range = call.<Long>attr("range_max");
    boolean unique = call.<Boolean>attr("unique");
    if (unique && count > range) {
      throw call.invalid("%d different classes of %d", count, range);
    }
    Lanes lanes = new Lanes(RandomKernel.of(call).reserve(RESERVED * count));
    long[] sampled = new long[count];
    Set<Long> seen = new HashSet<>();
    int tries = 0;
    for (int i = 0; i < count; tries++) {
      sampled[i] = drawing.next(lanes, range);
      i += !unique || seen.add(sampled[i]) ? 1 : 0;
    }
    long[] right = ElementArrays.longs(call.input(0));
    double[] expectedRight = new double[right.length];
    for (int i = 0; i < right.length; i++) {
      expectedRight[i] = expected(drawing.probability(right[i], range), count, tries);
    }
    double[] expected = new double[count];
    for (int i = 0; i < count; i++) {
      expected[i] = expected(drawing.probability(sampled[i], range), count, tries);
    }
    return outputs(call, sampled, expectedRight, expected);
  }

  private static double expected(float probability, int count, int tries) {
    return tries == count
        ? probability * count
        : -Math.expm1(tries * Math.log1p(-(double) probability));
  }

  private static List<EagerTensor> outputs(
      KernelCall call, long[] sampled, double[] expectedRight, double[] expected) {
    Shape vector = Shape.of(sampled.length);
    return List.of(
        ElementArrays.tensor(DType.INT64, vector, sampled),
        ElementArrays.tensor(DType.FLOAT32, call.input(0).shape(), expectedRight),
        ElementArrays.tensor(DType.FLOAT32, vector, expected));
  }

  private static List<Shape> inferHits(InferCall call) {
    Shape right = Dims.rank(call, 0, 2);
    long columns = call.<Long>attr("num_true");
    if (right.dim(1) >= 0 && right.dim(1) != columns) {
      throw call.invalid("true_classes of shape %s for num_true %d", right, columns);
    }
    Dims.rank(call, 1, 1);
    Shape some = Dims.unknown(1);
    return List.of(some, some, some);
  }

  private static List<EagerTensor> hits(KernelCall call) {
    requireTrue(call);
    if (call.input(1).shape().rank() != 1) {
      throw call.invalid("sampled_candidates of shape %s", call.input(1).shape());
    }
    long[] right = ElementArrays.longs(call.input(0));
    long[] sampled = ElementArrays.longs(call.input(1));
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < sampled.length; i++) {
      places.put(sampled[i], i);
    }
    int columns = call.<Long>attr("num_true").intValue();
    List<Integer> rows = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      Integer place = places.get(right[i]);
      if (place != null) {
        rows.add(i / columns);
        ids.add(place);
      }
    }
    Shape shape = Shape.of(rows.size());
    return List.of(
        ElementArrays.tensor(
            DType.INT32, shape, rows.stream().mapToLong(Integer::longValue).toArray()),
        ElementArrays.tensor(
            DType.INT64, shape, ids.stream().mapToLong(Integer::longValue).toArray()),
        ElementArrays.tensor(
            DType.FLOAT32, shape, ElementArrays.filled(rows.size(), -Float.MAX_VALUE)));
  }
}
