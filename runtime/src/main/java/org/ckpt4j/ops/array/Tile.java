package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Tile}: a tensor again and again, along each dimension as often as asked. */
public final class Tile {
  public static final OpDef DEF =
      OpDef.named("Tile")
          .inputs("input: T", "multiples: Tmultiples")
          .outputs("output: T")
          .attr("Tmultiples", AttrKind.TYPE, DType.INT32)
          .allow("Tmultiples", DType.INT32, DType.INT64)
          .infer(Tile::infer)
          .compute(Tile::compute)
          .gradient(
              (call, dy) -> Arrays.asList(gradient(call, Objects.requireNonNull(dy.get(0))), null))
          .build();

  private Tile() {}

  /** Counterpart: {@code tf.tile}. */
  public static Tensor of(Object input, Object multiples, OpOption... options) {
    return Scoped.call(
        options,
        "Tile",
        name ->
            DEF.call(
                name,
                Attrs.none(),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT32, multiples, "multiples")));
  }

  /** Each dimension apart into repetitions and its own size; the repetitions are added up. */
  private static Tensor gradient(GradientCall call, Operand dy) {
    Tensor multiples = call.input(1);
    Tensor shape = ShapeOp.of(call.input(0), multiples.dtype());
    int[] all = {-1};
    Tensor parts = Reshape.of(Transpose.of(Pack.of(List.of(multiples, shape), 0), null), all);
    Tensor axes = Range.of(0, ShapeOp.size(parts, DType.INT32), 2);
    return Reshape.of(Registered.call("Sum", Reshape.of(dy, parts), axes), shape);
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    Shape vector = Dims.rank(call, 1, 1);
    if (in.hasKnownRank() && vector.dim(0) >= 0 && vector.dim(0) != in.rank()) {
      throw call.invalid("%d multiples for %s", vector.dim(0), in);
    }
    Shape multiples = call.shapeFrom(1);
    if (!in.hasKnownRank() || !multiples.hasKnownRank()) {
      int rank = in.hasKnownRank() ? in.rank() : (int) vector.dim(0);
      return List.of(rank < 0 ? Shape.unknown() : Dims.unknown(rank));
    }
    long[] dims = in.dims();
    for (int i = 0; i < dims.length; i++) {
      boolean known = multiples.dim(i) >= 0 && dims[i] >= 0;
      boolean empty = multiples.dim(i) == 0 || dims[i] == 0;
      dims[i] = known ? dims[i] * multiples.dim(i) : empty ? 0 : Shape.UNKNOWN_SIZE;
    }
    return List.of(Shape.of(dims));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    long[] multiples = ElementArrays.longs(call.input(1));
    int rank = in.shape().rank();
    if (multiples.length != rank) {
      throw call.invalid("%d multiples for %s", multiples.length, in.shape());
    }
    long[] dims = in.shape().dims();
    for (int i = 0; i < rank; i++) {
      if (multiples[i] < 0) {
        throw call.invalid("multiple %d is negative", multiples[i]);
      }
      dims[i] = Math.multiplyExact(dims[i], multiples[i]);
    }
    Shape shape = Shape.of(dims);
    long[] own = Dims.strides(in.shape());
    long[] wide = Dims.strides(shape);
    long[] box = new long[2 * rank];
    long[] from = new long[2 * rank];
    long[] to = new long[2 * rank];
    for (int i = 0; i < rank; i++) {
      box[2 * i] = multiples[i];
      to[2 * i] = wide[i] * in.shape().dim(i);
      box[2 * i + 1] = in.shape().dim(i);
      from[2 * i + 1] = own[i];
      to[2 * i + 1] = wide[i];
    }
    return new Assembly(in.dtype(), shape).from(in).box(box, 0, from, 0, to).tensor();
  }
}
