package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

/** {@code ReverseSequence}: of each sequence of a batch the first so many steps back to front. */
public final class ReverseSequence {
  public static final OpDef DEF =
      OpDef.named("ReverseSequence")
          .inputs("input: T", "seq_lengths: Tlen")
          .outputs("output: T")
          .attr("seq_dim", AttrKind.INT)
          .attr("batch_dim", AttrKind.INT, 0)
          .attr("Tlen", AttrKind.TYPE, DType.INT64)
          .allow("Tlen", DType.INT32, DType.INT64)
          .infer(ReverseSequence::infer)
          .compute(ReverseSequence::compute)
          .gradient(
              (call, dy) ->
                  Arrays.asList(
                      ReverseSequence.DEF.call(
                          Attrs.of(
                              "seq_dim", call.<Long>attr("seq_dim"),
                              "batch_dim", call.<Long>attr("batch_dim")),
                          Objects.requireNonNull(dy.get(0)),
                          call.input(1)),
                      null))
          .build();

  private ReverseSequence() {}

  /** Counterpart: {@code tf.reverse_sequence}. */
  public static Tensor of(
      Object input, Object lengths, int seqAxis, int batchAxis, OpOption... options) {
    return Scoped.call(
        options,
        "ReverseSequence",
        name ->
            DEF.call(
                name,
                Attrs.of("seq_dim", seqAxis, "batch_dim", batchAxis),
                ToTensor.of(input, null, "input"),
                ToTensor.beside(DType.INT64, lengths, "seq_lengths")));
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    Shape lengths = Dims.rank(call, 1, 1);
    if (!in.hasKnownRank()) {
      return List.of(in);
    }
    Dims.axis(call.<Long>attr("seq_dim"), in.rank(), call::invalid);
    int batch = Dims.axis(call.<Long>attr("batch_dim"), in.rank(), call::invalid);
    long size = in.dim(batch);
    if (size >= 0 && lengths.dim(0) >= 0 && size != lengths.dim(0)) {
      throw call.invalid("%d lengths for a batch of %d", lengths.dim(0), size);
    }
    return List.of(Dims.with(in, batch, Math.max(size, lengths.dim(0))));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int seq = Dims.axis(call.<Long>attr("seq_dim"), shape.rank(), call::invalid);
    int batch = Dims.axis(call.<Long>attr("batch_dim"), shape.rank(), call::invalid);
    long[] lengths = ElementArrays.longs(call.input(1));
    if (seq == batch || lengths.length != shape.dim(batch)) {
      throw call.invalid(
          "%d lengths for sequences along %d, batch along %d, of %s",
          lengths.length, seq, batch, shape);
    }
    long[] own = Dims.strides(shape);
    long[] box = shape.dims();
    box[batch] = 1;
    long[] back = own.clone();
    back[seq] = -own[seq];
    Assembly out = new Assembly(in.dtype(), shape).all(in, 0);
    for (int b = 0; b < lengths.length; b++) {
      if (lengths[b] < 0 || lengths[b] > shape.dim(seq)) {
        throw call.invalid("length %d of sequences of %d", lengths[b], shape.dim(seq));
      }
      box[seq] = lengths[b];
      long first = b * own[batch];
      out.box(box, first + (lengths[b] - 1) * own[seq], back, first, own);
    }
    return out.tensor();
  }
}
