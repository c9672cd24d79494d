package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code Split}: a tensor in equal parts along a dimension; {@code SplitV}: in parts of given
 * sizes.
 */
public final class Split {
  public static final OpDef EQUAL =
      OpDef.named("Split")
          .inputs("split_dim: int32", "value: T")
          .outputs("output: num_split * T")
          .attr("num_split", AttrKind.INT)
          .atLeast("num_split", 1)
          .infer(Split::inferEqual)
          .kernel(Split::computeEqual)
          .gradient(
              (call, dys) ->
                  Arrays.asList(null, ConcatV2.joined(Unpack.given(call, dys), call.input(0))))
          .build();

  public static final OpDef SIZED =
      OpDef.named("SplitV")
          .inputs("value: T", "size_splits: Tlen", "split_dim: int32")
          .outputs("output: num_split * T")
          .attr("num_split", AttrKind.INT)
          .atLeast("num_split", 1)
          .attr("Tlen", AttrKind.TYPE, DType.INT64)
          .allow("Tlen", DType.INT8, DType.INT32, DType.INT64)
          .infer(Split::inferSized)
          .kernel(Split::computeSized)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      ConcatV2.joined(Unpack.given(call, dys), call.input(2)), null, null))
          .build();

  private Split() {}

  /** Counterpart: {@code tf.split} with a number of parts. */
  public static List<Tensor> of(Object value, int parts, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "split",
        name -> {
          Tensor dim = ToTensor.of(axis, DType.INT32, "split_dim");
          Tensor tensor = ToTensor.of(value, null, "value");
          return List.copyOf(
              EQUAL.run(name, Attrs.of("num_split", parts), List.of(dim, tensor)).outputs());
        });
  }

  /**
   * Counterpart: {@code tf.split} with sizes, one of which may be -1: what is left.
   *
   * @param parts how many sizes there are
   */
  public static List<Tensor> sized(
      Object value, Object sizes, int parts, Object axis, OpOption... options) {
    return Scoped.call(
        options,
        "split",
        name -> {
          Tensor tensor = ToTensor.of(value, null, "value");
          Tensor lengths = ToTensor.beside(DType.INT32, sizes, "Const");
          Tensor dim = ToTensor.of(axis, DType.INT32, "split_dim");
          return List.copyOf(
              SIZED
                  .run(name, Attrs.of("num_split", parts), List.of(tensor, lengths, dim))
                  .outputs());
        });
  }

  private static int parts(long attr) {
    return (int) attr;
  }

  private static List<Shape> inferEqual(InferCall call) {
    int parts = parts(call.<Long>attr("num_split"));
    long[] axis = Dims.known(call, 0);
    Shape in = call.shape(1);
    if (in.hasKnownRank() && in.rank() == 0) {
      throw call.invalid("a scalar cannot be split");
    }
    if (!in.hasKnownRank() || axis == null) {
      return Collections.nCopies(
          parts, in.hasKnownRank() ? Dims.unknown(in.rank()) : Shape.unknown());
    }
    int at = Dims.axis(axis[0], in.rank(), call::invalid);
    return Collections.nCopies(parts, equal(in, at, parts, call::invalid));
  }

  private static Shape equal(Shape in, int axis, int parts, Refusal refusal) {
    long size = in.dim(axis);
    if (size >= 0 && size % parts != 0) {
      throw refusal.because("dimension %d of %s has not %d equal parts", axis, in, parts);
    }
    return Dims.with(in, axis, size < 0 ? size : size / parts);
  }

  private static List<EagerTensor> computeEqual(KernelCall call) {
    EagerTensor in = call.input(1);
    int parts = parts(call.<Long>attr("num_split"));
    int axis = Dims.axis(call.input(0).longValue(), in.shape().rank(), call::invalid);
    long[] sizes = new long[parts];
    Arrays.fill(sizes, equal(in.shape(), axis, parts, call::invalid).dim(axis));
    return cut(in, axis, sizes);
  }

  private static List<EagerTensor> cut(EagerTensor in, int axis, long[] sizes) {
    if (sizes.length == 1) {
      return List.of(in);
    }
    List<EagerTensor> out = new ArrayList<>();
    long first = 0;
    for (long size : sizes) {
      out.add(Joining.part(in, axis, first, size, Dims.with(in.shape(), axis, size)));
      first += size;
    }
    return out;
  }

  private static List<Shape> inferSized(InferCall call) {
    int parts = parts(call.<Long>attr("num_split"));
    Shape in = call.shape(0);
    long[] sizes = Dims.known(call, 1);
    long[] axis = Dims.known(call, 2);
    Dims.rank(call, 1, 1);
    if (!in.hasKnownRank() || axis == null) {
      return Collections.nCopies(
          parts, in.hasKnownRank() ? Dims.unknown(in.rank()) : Shape.unknown());
    }
    int at = Dims.axis(axis[0], in.rank(), call::invalid);
    if (sizes == null) {
      return Collections.nCopies(parts, parts == 1 ? in : Dims.with(in, at, Shape.UNKNOWN_SIZE));
    }
    long[] whole = whole(sizes, in.dim(at), parts, call::invalid);
    return Arrays.stream(whole).mapToObj(size -> Dims.with(in, at, size)).toList();
  }

  /** The sizes with -1 replaced by what is left. */
  private static long[] whole(long[] sizes, long size, int parts, Refusal refusal) {
    if (sizes.length != parts) {
      throw refusal.because("%d sizes for %d parts", sizes.length, parts);
    }
    long[] out = sizes.clone();
    int open = -1;
    long sum = 0;
    for (int i = 0; i < out.length; i++) {
      if (out[i] < -1 || (out[i] == -1 && open >= 0)) {
        throw refusal.because("sizes %s may leave open one, with -1", Arrays.toString(sizes));
      }
      open = out[i] == -1 ? i : open;
      sum += out[i] == -1 ? 0 : out[i];
    }
    if (size >= 0 && (open < 0 ? sum != size : sum > size)) {
      throw refusal.because("sizes %s do not make up %d", Arrays.toString(sizes), size);
    }
    if (open >= 0) {
      out[open] = size < 0 ? size : size - sum;
    }
    return out;
  }

  private static List<EagerTensor> computeSized(KernelCall call) {
    EagerTensor in = call.input(0);
    int axis = Dims.axis(call.input(2).longValue(), in.shape().rank(), call::invalid);
    int parts = parts(call.<Long>attr("num_split"));
    long[] sizes = ElementArrays.longs(call.input(1));
    return cut(in, axis, whole(sizes, in.shape().dim(axis), parts, call::invalid));
  }
}
