package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Reshape}: the same elements in the same order under another shape. */
public final class Reshape {
  public static final OpDef DEF =
      OpDef.named("Reshape")
          .inputs("tensor: T", "shape: Tshape")
          .outputs("output: T")
          .attr("Tshape", AttrKind.TYPE, DType.INT32)
          .allow("Tshape", DType.INT32, DType.INT64)
          .infer(Reshape::infer)
          .compute(Reshape::compute)
          .gradient((call, dy) -> Arrays.asList(like(dy.get(0), call.input(0)), null))
          .build();

  private Reshape() {}

  /**
   * The same elements under another shape, of which one size may be -1: whatever is left.
   * Counterpart: {@code tf.reshape}.
   */
  public static Tensor of(Object tensor, Object shape, OpOption... options) {
    return Scoped.call(
        options,
        "Reshape",
        name ->
            DEF.call(
                name, Attrs.none(), ToTensor.of(tensor, null, "tensor"), sizes(shape, "shape")));
  }

  /** Sizes as a tensor: of a {@link Shape}, of numbers, or of a tensor itself. */
  public static Tensor sizes(Object shape, String name) {
    return ToTensor.beside(DType.INT32, shape instanceof Shape s ? s.dims() : shape, name);
  }

  /** {@code tensor} in the shape of {@code like}, as many gradients want it. */
  public static Tensor like(Operand tensor, Tensor like) {
    return of(tensor, ShapeOp.of(like));
  }

  private static List<Shape> infer(InferCall call) {
    Dims.rank(call, 1, 1);
    Shape in = call.shape(0);
    Shape wanted = call.shapeFrom(1);
    if (!wanted.hasKnownRank() || !in.isFullyDefined()) {
      return List.of(wanted);
    }
    long open = Arrays.stream(wanted.dims()).filter(d -> d < 0).count();
    // Two open sizes are refused when the graph runs: they may be sizes that are not known yet. One
    // beside a size of zero is left open.
    boolean empty = open > 0 && in.numElements() == 0 && !isFilled(wanted);
    return List.of(open > 1 || empty ? wanted : resolve(wanted.dims(), in, call::invalid));
  }

  private static boolean isFilled(Shape wanted) {
    return Arrays.stream(wanted.dims()).noneMatch(d -> d == 0);
  }

  private static Shape resolve(long[] wanted, Shape in, Refusal refusal) {
    long[] dims = wanted.clone();
    long elements = in.numElements();
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < -1 || (dims[i] == -1 && open >= 0)) {
        throw refusal.because("shape %s may leave open one size, with -1", Arrays.toString(wanted));
      }
      open = dims[i] == -1 ? i : open;
      known *= dims[i] == -1 ? 1 : dims[i];
    }
    if (open >= 0 && known == 0 && elements == 0) {
      // TF finds the open size among the sizes that are not zero.
      elements = Arrays.stream(in.dims()).filter(d -> d != 0).reduce(1, (a, b) -> a * b);
      known = Arrays.stream(dims).filter(d -> d > 0).reduce(1, (a, b) -> a * b);
    }
    boolean fits = open < 0 ? known == elements : known != 0 && elements % known == 0;
    if (!fits) {
      throw refusal.because(
          "the %d values of %s cannot take shape %s, which has %d%s",
          in.numElements(), in, Arrays.toString(wanted), known, open < 0 ? "" : " for each row");
    }
    if (open >= 0) {
      dims[open] = elements / known;
    }
    return Shape.of(dims);
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] wanted = ElementArrays.longs(call.input(1));
    return Assembly.reshaped(in, resolve(wanted, in.shape(), call::invalid));
  }
}
