package org.ckpt4j.ops.math;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Cross}: the cross product of vectors of three, along the last dimension. */
public final class Cross {
  public static final OpDef DEF =
      OpDef.named("Cross")
          .inputs("a: T", "b: T")
          .outputs("product: T")
          .attr("T", AttrKind.TYPE)
          .allow("T", NumberTypes.array(NumberTypes.REALS))
          .infer(Cross::infer)
          .compute(Cross::compute)
          .gradient(
              (call, dys) -> {
                Operand dy = dys.get(0);
                return dy == null
                    ? Arrays.asList(null, null)
                    : List.of(
                        Cross.DEF.call(Attrs.none(), call.input(1), dy),
                        Cross.DEF.call(Attrs.none(), dy, call.input(0)));
              })
          .build();

  private Cross() {}

  /** Counterpart: {@code tf.linalg.cross}. */
  public static Tensor of(Object a, Object b, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Cross"))) {
      BinaryOp.Pair pair = BinaryOp.Pair.of(a, b, "a", "b");
      return DEF.call(scope.name(), Attrs.none(), pair.x(), pair.y());
    }
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = Broadcast.merged(call.shape(0), call.shape(1));
    if (shape == null) {
      throw call.invalid("shapes %s and %s are not equal", call.shape(0), call.shape(1));
    }
    if (shape.hasKnownRank() && !isOfVectors(shape)) {
      // TF says so with another kind of error when it runs at once.
      throw call.isEager()
          ? new FailedPreconditionError("Cross: the last dimension must be 3, given shape " + shape)
          : call.invalid("the last dimension must be 3, given shape %s", shape);
    }
    return List.of(shape);
  }

  private static boolean isOfVectors(Shape shape) {
    return shape.rank() > 0
        && (shape.dim(shape.rank() - 1) == 3 || shape.dim(shape.rank() - 1) < 0);
  }

  private static EagerTensor compute(KernelCall call) {
    Shape shape = call.input(0).shape();
    if (!shape.equals(call.input(1).shape()) || !isOfVectors(shape)) {
      throw new InvalidArgumentError(
          "Cross: shapes %s and %s are not equal, or their last dimension is not 3"
              .formatted(shape, call.input(1).shape()));
    }
    DType dtype = call.input(0).dtype();
    if (dtype.isFloating()) {
      double[] a = ElementArrays.doubles(call.input(0));
      double[] b = ElementArrays.doubles(call.input(1));
      double[] out = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        int j = i - i % 3 + (i + 1) % 3;
        int k = i - i % 3 + (i + 2) % 3;
        out[i] = a[j] * b[k] - a[k] * b[j];
      }
      return ElementArrays.tensor(dtype, shape, out);
    }
    long[] a = ElementArrays.longs(call.input(0));
    long[] b = ElementArrays.longs(call.input(1));
    long[] out = new long[a.length];
    for (int i = 0; i < a.length; i++) {
      int j = i - i % 3 + (i + 1) % 3;
      int k = i - i % 3 + (i + 2) % 3;
      out[i] = a[j] * b[k] - a[k] * b[j];
    }
    return ElementArrays.tensor(dtype, shape, out);
  }
}
