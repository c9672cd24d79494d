package org.ckpt4j.ops.math;

import static org.ckpt4j.ops.math.Expressions.mul;
import static org.ckpt4j.ops.math.Expressions.number;
import static org.ckpt4j.ops.math.Expressions.select;
import static org.ckpt4j.ops.math.Expressions.sub;

import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;

/** Running sums and products: a row an operation. */
public final class Scans {
  public static final ScanOp CUMSUM =
      ScanOp.row("Cumsum")
          .types(NumberTypes.NUMBERTYPE)
          .real(0, Double::sum)
          .whole(Long::sum)
          .complex(ComplexFunctions::add)
          .gradient(Scans::cumsumGradient);

  public static final ScanOp CUMPROD =
      ScanOp.row("Cumprod")
          .types(NumberTypes.NUMBERTYPE)
          .real(1, (product, x) -> product * x)
          .whole((product, x) -> product * x)
          .complex(ComplexFunctions::mul)
          .gradient(Scans::cumprodGradient);

  public static final ScanOp CUMULATIVE_LOGSUMEXP =
      ScanOp.row("CumulativeLogsumexp")
          .types(NumberTypes.FLOATS)
          .real(Double.NEGATIVE_INFINITY, Scans::logAdd)
          .gradient(Scans::logsumexpGradient);

  private Scans() {}

  static List<OpDef> defs() {
    return Stream.of(CUMSUM, CUMPROD, CUMULATIVE_LOGSUMEXP).map(ScanOp::def).toList();
  }

  private static double logAdd(double x, double y) {
    // TF's way to compare takes a NaN that comes next for equal to what there is.
    double high = x < y ? y : x;
    double low = y < x ? y : x;
    return Double.isInfinite(low) || Double.isInfinite(high)
        ? high
        : high + Math.log1p(Math.exp(low - high));
  }

  private static Tensor cumsumGradient(GradientCall call, Tensor dy) {
    boolean reverse = call.<Boolean>attr("reverse");
    return CUMSUM.node(dy, call.input(1), call.<Boolean>attr("exclusive"), !reverse);
  }

  private static Tensor cumprodGradient(GradientCall call, Tensor dy) {
    boolean exclusive = call.<Boolean>attr("exclusive");
    boolean reverse = call.<Boolean>attr("reverse");
    Tensor x = call.input(0);
    Tensor product = CUMPROD.node(x, call.input(1), exclusive, reverse);
    Tensor sums = CUMSUM.node(mul(product, dy), call.input(1), exclusive, !reverse);
    return Arithmetic.DIV_NO_NAN.node(sums, x);
  }

  /** In logarithms, the gradients above and below zero apart. */
  private static Tensor logsumexpGradient(GradientCall call, Tensor dy) {
    Tensor zero = number(dy.dtype(), 0);
    Tensor least = number(dy.dtype(), NumberTypes.lowestFloat(dy.dtype()));
    Tensor above = select(Comparisons.GREATER.node(dy, zero), UnaryOps.LOG.call(dy), least);
    Tensor negated = UnaryOps.LOG.call(Expressions.neg(dy));
    Tensor below = select(Comparisons.LESS.node(dy, zero), negated, least);
    return sub(logsumexpPart(call, above), logsumexpPart(call, below));
  }

  private static Tensor logsumexpPart(GradientCall call, Tensor logarithms) {
    boolean exclusive = call.<Boolean>attr("exclusive");
    boolean reverse = call.<Boolean>attr("reverse");
    Tensor relative = sub(logarithms, call.output(0));
    Tensor sums = CUMULATIVE_LOGSUMEXP.node(relative, call.input(1), exclusive, !reverse);
    return UnaryOps.EXP.call(Expressions.add(sums, call.input(0)));
  }
}
