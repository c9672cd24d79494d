package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Betainc}: the regularized incomplete beta function of three tensors, or scalars. */
public final class Betainc {
  public static final OpDef DEF =
      OpDef.named("Betainc")
          .inputs("a: T", "b: T", "x: T")
          .outputs("z: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.WIDE_FLOATS))
          .infer(Betainc::infer)
          .compute(Betainc::compute)
          .gradient(Betainc::gradient)
          .build();

  private Betainc() {}

  /** Counterpart: {@code tf.math.betainc}. */
  public static Tensor of(Object a, Object b, Object x, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Betainc"))) {
      return DEF.call(
          scope.name(),
          Attrs.none(),
          ToTensor.of(a, null, "a"),
          ToTensor.of(b, null, "b"),
          ToTensor.of(x, null, "x"));
    }
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = Shape.scalar();
    for (int i = 0; i < 3; i++) {
      Shape next = call.shape(i);
      if (!next.hasKnownRank()) {
        return List.of(Shape.unknown());
      }
      if (next.rank() > 0) {
        Shape merged = shape.rank() == 0 ? next : Broadcast.merged(shape, next);
        if (merged == null) {
          throw call.invalid("shapes %s and %s are not equal", shape, next);
        }
        shape = merged;
      }
    }
    return List.of(shape);
  }

  private static EagerTensor compute(KernelCall call) {
    Shape shape = Shape.scalar();
    int[] step = new int[3];
    for (int i = 0; i < 3; i++) {
      Shape next = call.input(i).shape();
      if (next.rank() > 0) {
        if (shape.rank() > 0 && !shape.equals(next)) {
          throw new InvalidArgumentError(
              "Betainc: shapes %s and %s are not equal".formatted(shape, next));
        }
        shape = next;
        step[i] = 1;
      }
    }
    double[] a = ElementArrays.doubles(call.input(0));
    double[] b = ElementArrays.doubles(call.input(1));
    double[] x = ElementArrays.doubles(call.input(2));
    double[] out = new double[ElementArrays.length(shape)];
    for (int i = 0; i < out.length; i++) {
      out[i] = GammaFunctions.betainc(a[i * step[0]], b[i * step[1]], x[i * step[2]]);
    }
    return ElementArrays.tensor(call.input(0).dtype(), shape, out);
  }

  /** Only the last argument has one in TensorFlow. */
  private static List<@Nullable Tensor> gradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = dys.get(0);
    if (dy == null) {
      return Arrays.asList(null, null, null);
    }
    Tensor a = call.input(0);
    Tensor b = call.input(1);
    Tensor x = call.input(2);
    Tensor one = Expressions.number(a.dtype(), 1);
    Tensor gammas =
        Expressions.sub(
            Expressions.add(SpecialOps.LGAMMA.call(a), SpecialOps.LGAMMA.call(b)),
            SpecialOps.LGAMMA.call(Expressions.add(a, b)));
    Tensor powers =
        Expressions.add(
            Arithmetic.XLOG1PY.node(Expressions.sub(b, one), Expressions.neg(x)),
            Arithmetic.XLOGY.node(Expressions.sub(a, one), x));
    Tensor partial = UnaryOps.EXP.call(Expressions.sub(powers, gammas));
    Tensor gx = Expressions.mul(partial, dy.asTensor());
    return Arrays.asList(null, null, Expressions.reduced(x, call.output(0), gx, null).get(0));
  }
}
