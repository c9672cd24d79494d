package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** {@code Where}: where a tensor is true, or not zero: one row of indices for each place. */
public final class Where {
  private static final DType[] TYPES = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.INT32,
    DType.UINT8,
    DType.INT16,
    DType.INT8,
    DType.COMPLEX64,
    DType.INT64,
    DType.QINT8,
    DType.QUINT8,
    DType.QINT32,
    DType.BFLOAT16,
    DType.QINT16,
    DType.QUINT16,
    DType.UINT16,
    DType.COMPLEX128,
    DType.FLOAT16,
    DType.UINT32,
    DType.UINT64,
    DType.BOOL
  };

  public static final OpDef DEF =
      OpDef.named("Where")
          .inputs("input: T")
          .outputs("index: int64")
          .attr("T", AttrKind.TYPE, DType.BOOL)
          .allow("T", TYPES)
          .infer(
              call ->
                  List.of(
                      Shape.of(
                          Shape.UNKNOWN_SIZE,
                          call.shape(0).hasKnownRank()
                              ? call.shape(0).rank()
                              : Shape.UNKNOWN_SIZE)))
          .compute(Where::compute)
          .noGradient()
          .build();

  private Where() {}

  /** Counterpart: {@code tf.where} with one argument. */
  public static Tensor of(Object condition, OpOption... options) {
    return Scoped.call(
        options,
        "Where",
        name -> DEF.call(name, Attrs.none(), ToTensor.of(condition, null, "condition")));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor in = call.input(0);
    Shape shape = in.shape();
    int rank = shape.rank();
    if (rank == 0) {
      throw call.invalid("a scalar has no places");
    }
    boolean[] hits = hits(in);
    int count = 0;
    for (boolean hit : hits) {
      count += hit ? 1 : 0;
    }
    long[] out = new long[count * rank];
    int row = 0;
    for (int i = 0; i < hits.length; i++) {
      if (hits[i]) {
        long left = i;
        for (int d = rank - 1; d >= 0; d--) {
          out[row * rank + d] = left % shape.dim(d);
          left /= shape.dim(d);
        }
        row++;
      }
    }
    return ElementArrays.tensor(DType.INT64, Shape.of(count, rank), out);
  }

  private static boolean[] hits(EagerTensor in) {
    boolean[] hits = new boolean[ElementArrays.length(in)];
    if (in.dtype().isComplex()) {
      double[] parts = ElementArrays.complex(in);
      for (int i = 0; i < hits.length; i++) {
        hits[i] = parts[2 * i] != 0 || parts[2 * i + 1] != 0;
      }
    } else if (in.dtype().isFloating()) {
      double[] values = ElementArrays.doubles(in);
      for (int i = 0; i < hits.length; i++) {
        hits[i] = values[i] != 0;
      }
    } else {
      long[] values = ElementArrays.longs(in);
      for (int i = 0; i < hits.length; i++) {
        hits[i] = values[i] != 0;
      }
    }
    return hits;
  }
}
