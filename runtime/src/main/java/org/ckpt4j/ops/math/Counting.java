package org.ckpt4j.ops.math;

import static org.ckpt4j.tensor.DType.FLOAT32;
import static org.ckpt4j.tensor.DType.FLOAT64;
import static org.ckpt4j.tensor.DType.INT32;
import static org.ckpt4j.tensor.DType.INT64;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** How often each number occurs, and in which of several ranges numbers lie. */
public final class Counting {
  public static final OpDef BINCOUNT =
      OpDef.named("Bincount")
          .inputs("arr: int32", "size: int32", "weights: T")
          .outputs("bins: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", INT32, INT64, FLOAT32, FLOAT64)
          .infer(call -> List.of(Shape.of(size(call, 1, 0))))
          .compute(Counting::bincount)
          .noGradient()
          .build();

  public static final OpDef DENSE_BINCOUNT =
      OpDef.named("DenseBincount")
          .inputs("input: Tidx", "size: Tidx", "weights: T")
          .outputs("output: T")
          .attr("Tidx", AttrKind.TYPE)
          .allow("Tidx", INT32, INT64)
          .attr("T", AttrKind.TYPE)
          .allow("T", INT32, INT64, FLOAT32, FLOAT64)
          .attr("binary_output", AttrKind.BOOL, false)
          .infer(Counting::inferDense)
          .compute(Counting::denseBincount)
          .noGradient()
          .build();

  public static final OpDef HISTOGRAM_FIXED_WIDTH =
      OpDef.named("HistogramFixedWidth")
          .inputs("values: T", "value_range: T", "nbins: int32")
          .outputs("out: dtype")
          .attr("T", AttrKind.TYPE)
          .allow("T", INT32, INT64, FLOAT32, FLOAT64)
          .attr("dtype", AttrKind.TYPE, INT32)
          .allow("dtype", INT32, INT64)
          .infer(Counting::inferHistogram)
          .compute(Counting::histogram)
          .noGradient()
          .build();

  public static final OpDef BUCKETIZE =
      OpDef.named("Bucketize")
          .inputs("input: T")
          .outputs("output: int32")
          .attr("T", AttrKind.TYPE)
          .allow("T", INT32, INT64, FLOAT32, FLOAT64)
          .attr("boundaries", AttrKind.FLOAT_LIST)
          .infer(call -> List.of(call.shape(0)))
          .compute(Counting::bucketize)
          .noGradient()
          .build();

  private Counting() {}

  static List<OpDef> defs() {
    return List.of(BINCOUNT, DENSE_BINCOUNT, HISTOGRAM_FIXED_WIDTH, BUCKETIZE);
  }

  /** The size that a scalar input holds, as far as it is known. */
  private static long size(InferCall call, int input, long least) {
    if (call.shape(input).hasKnownRank() && call.shape(input).rank() != 0) {
      throw call.invalid("the size must be one number, given shape %s", call.shape(input));
    }
    RawTensor value = call.constant(input);
    if (value == null) {
      return Shape.UNKNOWN_SIZE;
    }
    long size = ElementArrays.longs(EagerTensor.of(value))[0];
    if (size < least) {
      throw call.invalid("the size is %d, less than %d", size, least);
    }
    return size;
  }

  private static int size(KernelCall call, int input, long least) {
    if (call.input(input).shape().numElements() != 1) {
      throw new InvalidArgumentError(
          "%s: the size must be one number, given shape %s"
              .formatted(call.def().name(), call.input(input).shape()));
    }
    long size = call.input(input).longValue();
    if (size < least || size > Integer.MAX_VALUE - 8) {
      throw new InvalidArgumentError(
          "%s: the size is %d, less than %d or more than memory holds"
              .formatted(call.def().name(), size, least));
    }
    return (int) size;
  }

  private static EagerTensor bincount(KernelCall call) {
    int size = size(call, 1, 0);
    return counted(call, 1, size, Shape.of(size), false);
  }

  private static List<Shape> inferDense(InferCall call) {
    long size = size(call, 1, 0);
    Shape in = call.shape(0);
    if (!in.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    if (in.rank() > 2) {
      throw call.invalid("numbers must have one or two dimensions, given shape %s", in);
    }
    if (in.rank() < 2) {
      return List.of(Shape.of(size));
    }
    return List.of(Shape.of(size < 0 ? size : in.dim(0), size));
  }

  private static EagerTensor denseBincount(KernelCall call) {
    int size = size(call, 1, 0);
    Shape in = call.input(0).shape();
    if (in.rank() > 2) {
      throw new InvalidArgumentError(
          "DenseBincount: numbers must have one or two dimensions, given shape " + in);
    }
    int rows = in.rank() == 2 ? (int) in.dim(0) : 1;
    Shape out = in.rank() == 2 ? Shape.of(rows, size) : Shape.of(size);
    return counted(call, rows, size, out, call.<Boolean>attr("binary_output"));
  }

  private static EagerTensor counted(
      KernelCall call, int rows, int size, Shape shape, boolean once) {
    long[] numbers = ElementArrays.longs(call.input(0));
    EagerTensor weights = call.input(2);
    DType dtype = weights.dtype();
    boolean weighted = weights.shape().numElements() > 0 && !once;
    if (weighted && !weights.shape().equals(call.input(0).shape())) {
      throw new InvalidArgumentError(
          "%s: weights have shape %s, numbers %s"
              .formatted(call.def().name(), weights.shape(), call.input(0).shape()));
    }
    for (long number : numbers) {
      if (number < 0) {
        throw new InvalidArgumentError("%s: %d is negative".formatted(call.def().name(), number));
      }
    }
    int each = rows == 0 ? 0 : numbers.length / rows;
    boolean real = dtype.isFloating();
    double[] realWeights = weighted && real ? ElementArrays.doubles(weights) : new double[0];
    long[] wholeWeights = weighted && !real ? ElementArrays.longs(weights) : new long[0];
    double[] reals = new double[real ? ElementArrays.length(shape) : 0];
    long[] wholes = new long[real ? 0 : ElementArrays.length(shape)];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= size) {
        continue;
      }
      int at = i / each * size + (int) numbers[i];
      if (real) {
        reals[at] = once ? 1 : reals[at] + (weighted ? realWeights[i] : 1);
      } else {
        wholes[at] = once ? 1 : wholes[at] + (weighted ? wholeWeights[i] : 1);
      }
    }
    return real
        ? ElementArrays.tensor(dtype, shape, reals)
        : ElementArrays.tensor(dtype, shape, wholes);
  }

  private static List<Shape> inferHistogram(InferCall call) {
    Shape range = call.shape(1);
    if (range.hasKnownRank() && (range.rank() != 1 || (range.dim(0) >= 0 && range.dim(0) != 2))) {
      throw call.invalid("the range must be two numbers, given shape %s", range);
    }
    return List.of(Shape.of(size(call, 2, 1)));
  }

  private static EagerTensor histogram(KernelCall call) {
    double[] range = ElementArrays.doubles(call.input(1));
    int bins = size(call, 2, 1);
    if (range.length != 2 || !(range[0] < range[1])) {
      throw new InvalidArgumentError(
          "HistogramFixedWidth: the range must rise, given " + Arrays.toString(range));
    }
    double step = (range[1] - range[0]) / bins;
    long[] out = new long[bins];
    for (double value : ElementArrays.doubles(call.input(0))) {
      double at = (Math.min(Math.max(value, range[0]), range[1]) - range[0]) / step;
      if (!Double.isNaN(at)) {
        out[(int) Math.min(at, bins - 1.0)]++;
      }
    }
    return ElementArrays.tensor(call.attr("dtype"), Shape.of(bins), out);
  }

  private static EagerTensor bucketize(KernelCall call) {
    List<Float> boundaries = call.attr("boundaries");
    for (int i = 1; i < boundaries.size(); i++) {
      if (boundaries.get(i - 1) > boundaries.get(i)) {
        throw new InvalidArgumentError("Bucketize: the boundaries do not rise: " + boundaries);
      }
    }
    double[] values = ElementArrays.doubles(call.input(0));
    long[] out = new long[values.length];
    for (int i = 0; i < out.length; i++) {
      int low = 0;
      int high = boundaries.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[i] < boundaries.get(middle)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      out[i] = low;
    }
    return ElementArrays.tensor(INT32, call.input(0).shape(), out);
  }
}
