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
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code TopKV2}: the greatest elements of each row and where they are; {@code NthElement}: the one
 * of a rank.
 */
public final class TopK {
  private static final DType[] NUMBERS = {
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
      OpDef.named("TopKV2")
          .inputs("input: T", "k: Tk")
          .outputs("values: T", "indices: index_type")
          .attr("sorted", AttrKind.BOOL, true)
          .allow("T", NUMBERS)
          .attr("Tk", AttrKind.TYPE, DType.INT32)
          .allow("Tk", DType.INT16, DType.INT32, DType.INT64)
          .attr("index_type", AttrKind.TYPE, DType.INT32)
          .allow("index_type", DType.INT16, DType.INT32, DType.INT64)
          .infer(TopK::infer)
          .kernel(TopK::compute)
          .gradient((call, dy) -> Arrays.asList(gradient(call, dy.get(0)), null))
          .build();

  public static final OpDef NTH =
      OpDef.named("NthElement")
          .inputs("input: T", "n: int32")
          .outputs("values: T")
          .attr("reverse", AttrKind.BOOL, false)
          .allow("T", NUMBERS)
          .infer(TopK::inferNth)
          .compute(TopK::computeNth)
          .gradient(
              (call, dy) ->
                  Arrays.asList(nthGradient(call, Objects.requireNonNull(dy.get(0))), null))
          .build();

  private TopK() {}

  /**
   * Values and indices. Counterpart: {@code tf.math.top_k}, {@code tf.nn.top_k}.
   *
   * @param sorted whether the greatest comes first; they always do here
   */
  public static List<Tensor> of(Object input, Object k, boolean sorted, OpOption... options) {
    return Scoped.call(
        options,
        "TopKV2",
        name -> {
          Tensor in = ToTensor.of(input, null, "input");
          Node node =
              DEF.run(
                  name,
                  Attrs.of("sorted", sorted),
                  List.of(in, ToTensor.beside(DType.INT32, k, "k")));
          return List.of(node.output(0), node.output(1));
        });
  }

  private static Tensor gradient(GradientCall call, @Nullable Operand dy) {
    Tensor in = call.input(0);
    Operand given = dy == null ? Likes.zeros(call.output(0)) : dy;
    Tensor shape = ShapeOp.of(in, DType.INT64);
    Tensor columns = StridedSlice.at(shape, -1L);
    int[] all = {-1};
    // Every row's indices, counted through all rows.
    Tensor outer = StridedSlice.at(shape, new Index.Span(null, -1, null));
    Tensor many = Registered.call("Prod", outer, ToTensor.of(new int[] {0}, DType.INT32, "axis"));
    Tensor wide =
        Reshape.of(
            org.ckpt4j.ops.math.Cast.of(call.output(1), DType.INT64),
            Pack.of(List.of(many, last(call.output(1))), 0));
    Tensor size = ShapeOp.size(in, DType.INT64);
    Tensor starts = Registered.call("Mul", Range.of(0L, many, 1L), columns);
    Tensor flat = Registered.call("AddV2", wide, ExpandDims.of(starts, -1));
    Tensor places = ExpandDims.of(Reshape.of(flat, all), -1);
    Tensor whole = ScatterNd.of(places, Reshape.of(given, all), ExpandDims.of(size, 0));
    return Reshape.of(whole, shape);
  }

  private static Tensor last(Tensor tensor) {
    return StridedSlice.at(ShapeOp.of(tensor, DType.INT64), -1);
  }

  private static Tensor nthGradient(GradientCall call, Operand dy) {
    Tensor in = call.input(0);
    Tensor equal = Registered.call("Equal", ExpandDims.of(call.output(0), -1), in);
    Tensor has = org.ckpt4j.ops.math.Cast.of(equal, in.dtype());
    Tensor axis = ToTensor.of(-1, DType.INT32, "axis");
    Tensor many = Registered.call("Sum", Attrs.of("keep_dims", true), has, axis);
    return Registered.call("Mul", Registered.call("RealDiv", has, many), ExpandDims.of(dy, -1));
  }

  private static List<Shape> infer(InferCall call) {
    Dims.atLeast(call, 0, 1);
    Dims.rank(call, 1, 0);
    long[] k = Dims.known(call, 1);
    Shape in = call.shape(0);
    if (k != null && k[0] < 0) {
      throw call.invalid("k is %d, which is negative", k[0]);
    }
    if (!in.hasKnownRank()) {
      return List.of(in, in);
    }
    long size = in.dim(in.rank() - 1);
    if (k != null && size >= 0 && k[0] > size) {
      throw call.invalid("k is %d, but rows have %d elements", k[0], size);
    }
    Shape out = Dims.with(in, in.rank() - 1, k == null ? Shape.UNKNOWN_SIZE : k[0]);
    return List.of(out, out);
  }

  private static List<EagerTensor> compute(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    long wanted = call.input(1).longValue();
    if (shape.rank() < 1 || wanted < 0 || wanted > shape.dim(shape.rank() - 1)) {
      throw call.invalid("the greatest %d of rows of %s", wanted, shape);
    }
    int k = (int) wanted;
    int size = (int) shape.dim(shape.rank() - 1);
    int rows = (int) Dims.product(shape, 0, shape.rank() - 1);
    Shape out = Dims.with(shape, shape.rank() - 1, k);
    Ranking ranking = new Ranking(in);
    Assembly values = new Assembly(in.dtype(), out).from(in);
    long[] indices = new long[rows * k];
    for (int r = 0; r < rows; r++) {
      int[] best = ranking.greatest(r * size, size, k);
      for (int i = 0; i < k; i++) {
        values.run(best[i], (long) r * k + i, 1);
        indices[r * k + i] = best[i] - (long) r * size;
      }
    }
    return List.of(
        values.tensor(), ElementArrays.tensor(call.<DType>attr("index_type"), out, indices));
  }

  private static List<Shape> inferNth(InferCall call) {
    Dims.atLeast(call, 0, 1);
    Dims.rank(call, 1, 0);
    Shape in = call.shape(0);
    long[] n = Dims.known(call, 1);
    if (n != null && n[0] < 0) {
      throw call.invalid("n is %d, which is negative", n[0]);
    }
    if (!in.hasKnownRank()) {
      return List.of(in);
    }
    long size = in.dim(in.rank() - 1);
    if (n != null && size >= 0 && n[0] >= size) {
      throw call.invalid("n is %d, but rows have %d elements", n[0], size);
    }
    return List.of(Dims.part(in, 0, in.rank() - 1));
  }

  private static EagerTensor computeNth(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    long n = call.input(1).longValue();
    if (shape.rank() < 1 || n < 0 || n >= shape.dim(shape.rank() - 1)) {
      throw call.invalid("element %d of rows of %s", n, shape);
    }
    int size = (int) shape.dim(shape.rank() - 1);
    int rows = (int) Dims.product(shape, 0, shape.rank() - 1);
    int place = (int) (call.<Boolean>attr("reverse") ? n : size - 1 - n);
    Ranking ranking = new Ranking(in);
    Assembly out = new Assembly(in.dtype(), Dims.part(shape, 0, shape.rank() - 1)).from(in);
    for (int r = 0; r < rows; r++) {
      out.run(ranking.greatest(r * size, size, place + 1)[place], r, 1);
    }
    return out.tensor();
  }
}
