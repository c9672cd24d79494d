package org.ckpt4j.ops.math;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.Complex;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;

/** Operations that make one element of many: a row an operation. */
public final class Reductions {
  private static final List<DType> ORDERED =
      NumberTypes.join(NumberTypes.REALS, NumberTypes.QUANTIZED);

  public static final ReductionOp SUM =
      ReductionOp.row("Sum")
          .types(NumberTypes.NUMBERTYPE)
          .sums()
          .whole((sum, x, dtype) -> sum + x)
          .complex(ComplexFunctions::add)
          .gradient(ReductionGradients::sum);

  public static final ReductionOp MEAN =
      ReductionOp.row("Mean")
          .types(NumberTypes.NUMBERTYPE)
          .sums()
          .whole((sum, x, dtype) -> sum + x)
          .complex(ComplexFunctions::add)
          .realEnd((sum, count) -> sum / count)
          .wholeEnd((sum, count, dtype) -> wholeMean(sum, count, dtype))
          .gradient(ReductionGradients::mean);

  public static final ReductionOp PROD =
      ReductionOp.row("Prod")
          .types(NumberTypes.NUMBERTYPE)
          .first(1)
          .real((product, x) -> product * x)
          .whole((product, x, dtype) -> product * x)
          .complex(ComplexFunctions::mul)
          .gradient(ReductionGradients::prod);

  public static final ReductionOp MAX =
      ReductionOp.row("Max")
          .types(ORDERED)
          .first(Double.NEGATIVE_INFINITY)
          .firstWhole(NumberTypes::smallest)
          .real(Math::max)
          .whole(Integers::max)
          .gradient(ReductionGradients::extreme);

  public static final ReductionOp MIN =
      ReductionOp.row("Min")
          .types(ORDERED)
          .first(Double.POSITIVE_INFINITY)
          .firstWhole(NumberTypes::largest)
          .real(Math::min)
          .whole(Integers::min)
          .gradient(ReductionGradients::extreme);

  public static final ReductionOp EUCLIDEAN_NORM =
      ReductionOp.row("EuclideanNorm")
          .types(NumberTypes.NUMBERTYPE)
          .sums()
          .before(x -> x * x)
          .whole((sum, x, dtype) -> sum + x * x)
          .complex(
              (sum, x) ->
                  ComplexFunctions.add(
                      sum, new Complex(x.real() * x.real() + x.imaginary() * x.imaginary(), 0)))
          .realEnd((sum, count) -> Math.sqrt(sum))
          .wholeEnd((sum, count, dtype) -> wholeRoot(Integers.wrapped(sum, dtype), dtype))
          .gradient(ReductionGradients::euclideanNorm);

  public static final ReductionOp ANY =
      ReductionOp.ofBools("Any").whole((any, x, dtype) -> any | x).noGradient();

  public static final ReductionOp ALL =
      ReductionOp.ofBools("All").first(1).whole((all, x, dtype) -> all & x).noGradient();

  private Reductions() {}

  static List<OpDef> defs() {
    return Stream.of(SUM, MEAN, PROD, MAX, MIN, EUCLIDEAN_NORM, ANY, ALL)
        .map(ReductionOp::def)
        .toList();
  }

  /** Towards zero, of a sum that does not wrap below 64 bits. */
  private static long wholeMean(long sum, long count, DType dtype) {
    if (count == 0) {
      return 0;
    }
    return dtype == DType.UINT64 ? Long.divideUnsigned(sum, count) : sum / count;
  }

  /** Of a sum that has wrapped in its type; below zero there is none. */
  private static long wholeRoot(long sum, DType dtype) {
    return (long) Math.sqrt(Integers.toDouble(sum, dtype));
  }
}
