package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.math.Arithmetic;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Slice}: a box out of a tensor, by where it begins and how large it is. */
public final class Slice {
  public static final OpDef DEF =
      OpDef.named("Slice")
          .inputs("input: T", "begin: Index", "size: Index")
          .outputs("output: T")
          .attr("Index", AttrKind.TYPE)
          .allow("Index", DType.INT32, DType.INT64)
          .infer(Slice::infer)
          .compute(Slice::compute)
          .gradient((call, dy) -> Arrays.asList(gradient(call, dy.get(0)), null, null))
          .build();

  private Slice() {}

  /**
   * The box of {@code size} from {@code begin} on; a size of -1: as much as there is. Counterpart:
   * {@code tf.slice}.
   */
  public static Tensor of(Object input, Object begin, Object size, OpOption... options) {
    return Scoped.call(
        options,
        "Slice",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                Reshape.sizes(begin, "begin"),
                Reshape.sizes(size, "size")));
  }

  private static Tensor gradient(GradientCall call, Operand dy) {
    Tensor begin = call.input(1);
    Tensor whole = ShapeOp.of(call.input(0), begin.dtype());
    Tensor part = ShapeOp.of(call.output(0), begin.dtype());
    Tensor after = Arithmetic.SUB.operator(Arithmetic.SUB.operator(whole, part), begin);
    return Pad.of(dy, Pack.of(List.of(begin, after), 1));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    Shape begins = Dims.rank(call, 1, 1);
    Shape sizes = Dims.rank(call, 2, 1);
    Shape vectors = Dims.merged(begins, sizes);
    if (vectors == null
        || (in.hasKnownRank() && vectors.dim(0) >= 0 && vectors.dim(0) != in.rank())) {
      throw call.invalid(
          "begin and size have shapes %s and %s; they need a number for each dimension of %s",
          begins, sizes, in);
    }
    int rank = in.hasKnownRank() ? in.rank() : (int) vectors.dim(0);
    if (rank < 0) {
      return List.of(Shape.unknown());
    }
    Shape size = call.shapeFrom(2);
    if (!size.hasKnownRank()) {
      return List.of(Dims.unknown(rank));
    }
    long[] begin = Dims.known(call, 1);
    boolean sizesKnown = call.constant(2) != null;
    long[] dims = size.dims();
    for (int i = 0; i < rank; i++) {
      if (dims[i] == -1 && sizesKnown && begin != null && in.hasKnownRank() && in.dim(i) >= 0) {
        dims[i] = in.dim(i) - begin[i];
        if (dims[i] < 0) {
          throw call.invalid("dimension %d of %s ends before %d", i, in, begin[i]);
        }
      }
    }
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] from = ElementArrays.longs(call.input(1));
    long[] dims = ElementArrays.longs(call.input(2));
    int rank = in.shape().rank();
    if (from.length != rank || dims.length != rank) {
      throw call.invalid(
          "begin and size have %d and %d numbers for %s", from.length, dims.length, in.shape());
    }
    for (int i = 0; i < rank; i++) {
      long whole = in.shape().dim(i);
      boolean inside = from[i] >= 0 && from[i] <= whole;
      dims[i] = dims[i] == -1 ? whole - from[i] : dims[i];
      if (!inside || dims[i] < 0 || dims[i] > whole - from[i]) {
        throw call.invalid("dimension %d: %d from %d on of %d", i, dims[i], from[i], whole);
      }
    }
    Shape shape = Shape.of(dims);
    if (shape.equals(in.shape())) {
      return in;
    }
    return cut(in, from, Dims.strides(in.shape()), shape);
  }

  /** A box out of a tensor: where it begins, by dimension, and with what steps. */
  static EagerTensor cut(EagerTensor in, long[] begin, long[] steps, Shape box) {
    long from = 0;
    long[] own = Dims.strides(in.shape());
    for (int i = 0; i < begin.length; i++) {
      from += begin[i] * own[i];
    }
    return new Assembly(in.dtype(), box)
        .from(in)
        .box(box.dims(), from, steps, 0, Dims.strides(box))
        .tensor();
  }
}
