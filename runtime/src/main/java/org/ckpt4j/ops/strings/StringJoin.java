package org.ckpt4j.ops.strings;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code StringJoin}: strings of several tensors one after the other; {@code ReduceJoin}: those of
 * one tensor along some dimensions.
 */
public final class StringJoin {
  public static final OpDef DEF =
      OpDef.named("StringJoin")
          .inputs("inputs: N * string")
          .outputs("output: string")
          .attr("N", AttrKind.INT)
          .atLeast("N", 0)
          .attr("separator", AttrKind.STRING, "")
          .infer(StringJoin::infer)
          .compute(StringJoin::compute)
          .notDifferentiable()
          .build();

  public static final OpDef REDUCE =
      OpDef.named("ReduceJoin")
          .inputs("inputs: string", "reduction_indices: int32")
          .outputs("output: string")
          .attr("keep_dims", AttrKind.BOOL, false)
          .attr("separator", AttrKind.STRING, "")
          .infer(StringJoin::inferReduce)
          .compute(StringJoin::computeReduce)
          .notDifferentiable()
          .build();

  private StringJoin() {}

  public static Tensor of(List<?> inputs, OpOption... options) {
    return of(inputs, "", options);
  }

  /** Counterpart: {@code tf.strings.join}; scalars are joined to every string. */
  public static Tensor of(List<?> inputs, String separator, OpOption... options) {
    return Scoped.call(
        options,
        "StringJoin",
        name -> {
          List<Tensor> tensors = new ArrayList<>();
          for (int i = 0; i < inputs.size(); i++) {
            tensors.add(ToTensor.of(inputs.get(i), DType.STRING, "inputs_" + i));
          }
          return DEF.run(name, Attrs.of("separator", separator), tensors).output(0);
        });
  }

  /** Counterpart: {@code tf.strings.reduce_join} along given axes. */
  public static Tensor reduce(
      Object inputs, Object axis, boolean keepDims, String separator, OpOption... options) {
    return Scoped.call(
        options,
        "ReduceJoin",
        name ->
            REDUCE.call(
                name,
                Attrs.of("keep_dims", keepDims, "separator", separator),
                ToTensor.of(inputs, DType.STRING, "inputs"),
                ToTensor.of(axis, DType.INT32, "reduction_indices")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape out = Shape.scalar();
    for (int i = 0; i < call.numInputs(); i++) {
      Shape shape = call.shape(i);
      if (!shape.hasKnownRank()) {
        out = shape;
      } else if (!shape.isScalar()) {
        if (out.hasKnownRank() && !out.isScalar() && !out.isCompatibleWith(shape)) {
          throw call.invalid("strings of shapes %s and %s", out, shape);
        }
        out = out.hasKnownRank() && out.isScalar() || !out.hasKnownRank() ? shape : out;
      }
    }
    return List.of(out);
  }

  private static EagerTensor compute(KernelCall call) {
    Shape out = Shape.scalar();
    List<byte[][]> texts = new ArrayList<>();
    for (EagerTensor input : call.inputsFrom(0)) {
      if (!input.shape().isScalar()) {
        if (!out.isScalar() && !out.equals(input.shape())) {
          throw call.invalid("strings of shapes %s and %s", out, input.shape());
        }
        out = input.shape();
      }
      texts.add(ElementArrays.strings(input));
    }
    boolean[] single = new boolean[texts.size()];
    for (int i = 0; i < single.length; i++) {
      single[i] = call.input(i).shape().isScalar();
    }
    byte[] separator = StringMaps.utf8(call.<String>attr("separator"));
    byte[][] joined = new byte[ElementArrays.length(out)][];
    for (int k = 0; k < joined.length; k++) {
      List<byte[]> parts = new ArrayList<>();
      for (int i = 0; i < single.length; i++) {
        parts.add(texts.get(i)[single[i] ? 0 : k]);
      }
      joined[k] = joined(parts, separator);
    }
    return ElementArrays.tensor(out, joined);
  }

  private static byte[] joined(List<byte[]> parts, byte[] separator) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.writeBytes(separator);
      }
      out.writeBytes(parts.get(i));
    }
    return out.toByteArray();
  }

  private static List<Shape> inferReduce(InferCall call) {
    Shape in = call.shape(0);
    long[] axes = Dims.known(call, 1);
    boolean keep = call.<Boolean>attr("keep_dims");
    if (axes == null || !in.hasKnownRank()) {
      return List.of(keep && in.hasKnownRank() ? Dims.unknown(in.rank()) : Shape.unknown());
    }
    boolean[] gone = new boolean[in.rank()];
    for (long axis : axes) {
      if (axis < -in.rank() || axis >= in.rank()) {
        if (call.isEager()) {
          return List.of(Shape.unknown()); // the kernel finds it, and calls it out of range
        }
        throw call.invalid("axis %d does not exist in %s", axis, in);
      }
      gone[(int) (axis < 0 ? axis + in.rank() : axis)] = true;
    }
    return List.of(reduced(in, gone, keep));
  }

  private static Shape reduced(Shape in, boolean[] gone, boolean keep) {
    List<Long> dims = new ArrayList<>();
    for (int d = 0; d < gone.length; d++) {
      if (!gone[d]) {
        dims.add(in.dim(d));
      } else if (keep) {
        dims.add(1L);
      }
    }
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** The joined dimensions vary in the order in which they are named, the first one fastest. */
  private static EagerTensor computeReduce(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int rank = shape.rank();
    long[] axes = ElementArrays.longs(call.input(1));
    if (rank == 0) {
      return in;
    }
    boolean[] gone = new boolean[rank];
    for (int i = 0; i < axes.length; i++) {
      if (axes[i] < -rank || axes[i] >= rank) {
        throw new OutOfRangeError(
            "ReduceJoin: axis %d does not exist in %s".formatted(axes[i], shape));
      }
      axes[i] += axes[i] < 0 ? rank : 0;
      if (gone[(int) axes[i]]) {
        throw call.invalid("axis %d is named twice", axes[i]);
      }
      gone[(int) axes[i]] = true;
    }
    byte[][] texts = ElementArrays.strings(in);
    long[] steps = new long[rank];
    long step = 1;
    for (int d = rank - 1; d >= 0; d--) {
      steps[d] = step;
      step *= shape.dim(d);
    }
    int[] kept = java.util.stream.IntStream.range(0, rank).filter(d -> !gone[d]).toArray();
    int[] joined = new int[axes.length];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = (int) axes[axes.length - 1 - i];
    }
    Shape out = reduced(shape, gone, call.<Boolean>attr("keep_dims"));
    byte[] separator = StringMaps.utf8(call.<String>attr("separator"));
    byte[][] result = new byte[ElementArrays.length(out)][];
    long[] starts = offsets(shape, steps, kept);
    long[] within = offsets(shape, steps, joined);
    for (int i = 0; i < result.length; i++) {
      List<byte[]> parts = new ArrayList<>();
      for (long offset : within) {
        parts.add(texts[(int) (starts[i] + offset)]);
      }
      result[i] = joined(parts, separator);
    }
    return ElementArrays.tensor(out, result);
  }

  /** Offsets of all places that these dimensions span, the last one fastest. */
  private static long[] offsets(Shape shape, long[] steps, int[] dims) {
    long[] out = {0};
    for (int d : dims) {
      int size = (int) shape.dim(d);
      long[] next = new long[out.length * size];
      for (int i = 0; i < next.length; i++) {
        next[i] = out[i / size] + i % size * steps[d];
      }
      out = next;
    }
    return out;
  }
}
