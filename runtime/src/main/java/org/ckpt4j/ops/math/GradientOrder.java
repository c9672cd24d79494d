package org.ckpt4j.ops.math;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Tensor;

/**
 * Which gradients begin only when the gradient they are given is there, although they could begin
 * before: in a graph everything they add has a control input. It keeps large values of the forward
 * pass from being made again too early; the nodes are part of graphs that travel.
 */
final class GradientOrder {
  private static final Set<String> WAITING =
      Set.of(
          "InvGrad",
          "ReciprocalGrad",
          "Square",
          "SqrtGrad",
          "RsqrtGrad",
          "Exp",
          "Expm1",
          "Log",
          "Log1p",
          "Xlogy",
          "Xlog1py",
          "Xdivy",
          "Sinh",
          "Cosh",
          "Tanh",
          "Asinh",
          "Acosh",
          "Atanh",
          "TanhGrad",
          "Erf",
          "Erfc",
          "Erfinv",
          "Ndtri",
          "Lgamma",
          "Digamma",
          "Dawsn",
          "Expint",
          "FresnelCos",
          "FresnelSin",
          "Spence",
          "BesselI0",
          "BesselI0e",
          "BesselI1",
          "BesselI1e",
          "BesselK0",
          "BesselK0e",
          "BesselK1",
          "BesselK1e",
          "BesselJ0",
          "BesselJ1",
          "BesselY0",
          "BesselY1",
          "Igamma",
          "Zeta",
          "Polygamma",
          "Sigmoid",
          "SigmoidGrad",
          "Sin",
          "Cos",
          "Tan",
          "Asin",
          "Acos",
          "Atan",
          "Atan2",
          "SquaredDifference");

  private GradientOrder() {}

  /** Runs {@code gradient} of operation {@code op}, behind {@code dy} if it waits. */
  static <T> T of(String op, Tensor dy, Supplier<T> gradient) {
    if (!WAITING.contains(op) || Contexts.current().isEager()) {
      return gradient.get();
    }
    try (var behind = Contexts.current().enterControlDependencies(List.of(dy.op()))) {
      return gradient.get();
    }
  }
}
