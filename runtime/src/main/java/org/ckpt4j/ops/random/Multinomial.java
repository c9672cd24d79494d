package org.ckpt4j.ops.random;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.options.RandomOption;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** {@code Multinomial}: classes drawn by the unnormalized logarithms of their probabilities. */
public final class Multinomial {
  private static final DType[] REAL = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.INT32,
    DType.UINT8,
    DType.INT16,
    DType.INT8,
    DType.INT64,
    DType.BFLOAT16,
    DType.UINT16,
    DType.FLOAT16,
    DType.UINT32,
    DType.UINT64
  };

  public static final OpDef DEF =
      OpDef.named("Multinomial")
          .inputs("logits: T", "num_samples: int32")
          .outputs("output: output_dtype")
          .attr("seed", AttrKind.INT, 0)
          .attr("seed2", AttrKind.INT, 0)
          .attr("T", AttrKind.TYPE)
          .allow("T", REAL)
          .attr("output_dtype", AttrKind.TYPE, DType.INT64)
          .allow("output_dtype", DType.INT32, DType.INT64)
          .stateful()
          .infer(Multinomial::infer)
          .compute(
              call -> {
                int samples = samples(call);
                long groups = (samples + 3L) / 4 * 4;
                long outputs = call.input(0).shape().dim(0) * groups * 2 * Distribution.RESERVED;
                return draw(call, samples, RandomKernel.of(call).reserve(outputs));
              })
          .notDifferentiable()
          .build();

  static final OpDef STATELESS =
      OpDef.named("StatelessMultinomial")
          .inputs("logits: T", "num_samples: int32", "seed: Tseed")
          .outputs("output: output_dtype")
          .attr("T", AttrKind.TYPE)
          .allow("T", REAL)
          .attr("Tseed", AttrKind.TYPE, DType.INT64)
          .allow("Tseed", DType.INT32, DType.INT64)
          .attr("output_dtype", AttrKind.TYPE, DType.INT64)
          .allow("output_dtype", DType.INT32, DType.INT64)
          .infer(
              call -> {
                StatelessStream.checkSeeds(call, 2);
                return infer(call);
              })
          .compute(call -> draw(call, samples(call), StatelessStream.ofSeeds(call, 2)))
          .notDifferentiable()
          .build();

  private Multinomial() {}

  /** Counterpart: {@code tf.random.categorical}. */
  public static Tensor categorical(Object logits, Object samples, OpOption... options) {
    return of("categorical", logits, samples, options);
  }

  /** Counterpart: {@code tf.compat.v1.multinomial}. */
  public static Tensor multinomial(Object logits, Object samples, OpOption... options) {
    return of("multinomial", logits, samples, options);
  }

  private static Tensor of(String scopeName, Object logits, Object samples, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, scopeName))) {
      Tensor weights = ToTensor.of(logits, null, "logits");
      RandomSeeds.Pair seeds = RandomSeeds.of(RandomOption.seed(options));
      Attrs attrs =
          Attrs.of(
              "seed",
              seeds.seed(),
              "seed2",
              seeds.seed2(),
              "output_dtype",
              Typed.among(options, DType.INT64));
      try (NameScope node = NameScope.enter("Multinomial")) {
        Tensor count = ToTensor.of(samples, DType.INT32, "num_samples");
        return DEF.call(NodeNames.of(node), attrs, weights, count);
      }
    }
  }

  /** Counterpart: {@code tf.random.stateless_categorical}. */
  public static Tensor stateless(Object logits, Object samples, Object seed, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "stateless_categorical"))) {
      return STATELESS.call(
          null,
          Attrs.of("output_dtype", Typed.among(options, DType.INT64)),
          ToTensor.of(logits, null, "logits"),
          ToTensor.of(samples, DType.INT32, "num_samples"),
          ToTensor.beside(DType.INT32, seed, "seed"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    RandomShapes.requireRank(call, 0, 2, "the logits");
    RandomShapes.requireRank(call, 1, 0, "the number of samples");
    RawTensor samples = call.constant(1);
    long count =
        samples == null ? Shape.UNKNOWN_SIZE : ElementArrays.longs(EagerTensor.of(samples))[0];
    if (samples != null && count < 0) {
      throw call.invalid("the number of samples is negative: %d", count);
    }
    long rows = call.shape(0).hasKnownRank() ? call.shape(0).dim(0) : Shape.UNKNOWN_SIZE;
    return List.of(Shape.of(rows, count));
  }

  private static int samples(KernelCall call) {
    long samples = Bounds.single(call, 1, "the number of samples");
    Shape logits = call.input(0).shape();
    if (logits.rank() != 2 || samples < 0 || (logits.dim(1) == 0 && logits.dim(0) > 0)) {
      throw new InvalidArgumentError(
          "%s draws a number of samples for each row of classes, given %d and logits of shape %s"
              .formatted(call.def().name(), samples, logits));
    }
    return (int) samples;
  }

  private static EagerTensor draw(KernelCall call, int samples, Philox philox) {
    EagerTensor logits = call.input(0);
    int rows = (int) logits.shape().dim(0);
    int classes = (int) logits.shape().dim(1);
    double[] weights = ElementArrays.doubles(logits);
    double[] sums = new double[classes];
    long[] out = new long[Math.multiplyExact(rows, samples)];
    Lanes lanes = new Lanes(philox);
    for (int row = 0; row < rows && samples > 0; row++) {
      cumulate(weights, row * classes, sums);
      double total = classes == 0 ? 0 : sums[classes - 1];
      for (int i = 0; i < samples; i++) {
        out[row * samples + i] = find(sums, lanes.nextDouble() * total);
      }
    }
    return ElementArrays.tensor(call.attr("output_dtype"), Shape.of(rows, samples), out);
  }

  /** Sums of exp(logit - largest); what is not finite weighs nothing. */
  private static void cumulate(double[] logits, int from, double[] sums) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < sums.length; i++) {
      double logit = logits[from + i];
      largest = Double.isFinite(logit) ? Math.max(largest, logit) : largest;
    }
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      double logit = logits[from + i];
      sum += Double.isFinite(logit) ? Math.exp(logit - largest) : 0;
      sums[i] = sum;
    }
  }

  /** The first place whose sum is greater. */
  private static int find(double[] sums, double wanted) {
    int low = 0;
    int high = sums.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
