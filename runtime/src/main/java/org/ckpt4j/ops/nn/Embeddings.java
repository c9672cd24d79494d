package org.ckpt4j.ops.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Gather;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Rows of embeddings by their numbers, from one table or from several parts of it. */
public final class Embeddings {
  private Embeddings() {}

  /**
   * Counterpart: {@code tf.nn.embedding_lookup}.
   *
   * @param params one table, or an {@code Iterable} of its parts, such as a partitioned variable
   * @param partitionStrategy {@code mod} or {@code div}: which part holds which rows
   * @param maxNorm rows are scaled down to this norm; null for none
   */
  public static Tensor lookup(
      Object params,
      Object ids,
      String partitionStrategy,
      @Nullable Double maxNorm,
      OpOption... options) {
    List<Object> parts = new ArrayList<>();
    if (params instanceof Iterable<?> several) {
      several.forEach(parts::add);
    } else {
      parts.add(params);
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("an embedding needs one table or more, given none");
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "embedding_lookup"))) {
      Tensor numbers = ToTensor.of(ids, null, "ids");
      if (parts.size() == 1) {
        Tensor rows = Gather.of(parts.get(0), numbers, new Named(scope.name()));
        return IdentityOps.identity(clipped(rows, numbers, maxNorm), new Named("Identity"));
      }
      return clipped(ofParts(parts, numbers, partitionStrategy), numbers, maxNorm);
    }
  }

  private static Tensor ofParts(List<Object> parts, Tensor ids, String strategy) {
    Tensor flat = Formula.reshape(ids, Formula.ints(-1));
    Tensor size = Formula.op("Size", flat);
    Tensor places =
        Formula.op("Range", Formula.scalar(DType.INT32, 0), size, Formula.scalar(DType.INT32, 1));
    int count = parts.size();
    Tensor n = Formula.scalar(flat.dtype(), count);
    Tensor part;
    Tensor row;
    if (strategy.equals("mod")) {
      part = Formula.op("FloorMod", flat, n);
      row = Formula.op("FloorDiv", flat, n);
    } else if (strategy.equals("div")) {
      long total = 0;
      for (Object table : parts) {
        total += ((Operand) table).shape().dim(0);
      }
      long rows = total / count;
      Tensor each = Formula.scalar(flat.dtype(), rows);
      Tensor more = Formula.scalar(flat.dtype(), rows + 1);
      Tensor extras = Formula.scalar(flat.dtype(), total % count);
      Tensor after = Formula.sub(flat, extras);
      part =
          Formula.op(
              "Maximum", Formula.op("FloorDiv", flat, more), Formula.op("FloorDiv", after, each));
      row =
          Formula.where(
              Formula.op("Less", part, extras),
              Formula.op("FloorMod", flat, more),
              Formula.op("FloorMod", after, each));
    } else {
      throw new IllegalArgumentException(
          "partition_strategy \"" + strategy + "\" is neither mod nor div");
    }
    Tensor which = Formula.cast(part, DType.INT32);
    Attrs into = Attrs.of("num_partitions", count);
    List<? extends Tensor> rows = Formula.node("DynamicPartition", into, row, which).outputs();
    List<? extends Tensor> from = Formula.node("DynamicPartition", into, places, which).outputs();
    List<Operand> all = new ArrayList<>(from);
    for (int i = 0; i < count; i++) {
      all.add(Gather.of(parts.get(i), rows.get(i)));
    }
    Tensor stitched =
        StandardOps.run("ParallelDynamicStitch", null, Attrs.of("N", count), all).output(0);
    Tensor width =
        Formula.op(
            "StridedSlice",
            Attrs.of("end_mask", 1L),
            Formula.shape(((Operand) parts.get(0)).asTensor()),
            Formula.ints(1),
            Formula.ints(0),
            Formula.ints(1));
    return Formula.reshape(stitched, Formula.concat(Formula.shape(ids), width));
  }

  /** Rows longer than the norm are brought to it. */
  private static Tensor clipped(Tensor rows, Tensor ids, @Nullable Double maxNorm) {
    if (maxNorm == null) {
      return rows;
    }
    long[] axes = new long[rows.shape().rank() - ids.shape().rank()];
    Arrays.setAll(axes, i -> ids.shape().rank() + i);
    Tensor squares = Formula.sum(Formula.mul(rows, rows), true, axes);
    Tensor zero = Formula.scalar(rows.dtype(), 0);
    Tensor positive = Formula.op("Greater", squares, zero);
    Tensor safe = Formula.where(positive, squares, Formula.op("OnesLike", squares));
    Tensor norm = Formula.where(positive, Formula.op("Sqrt", safe), squares);
    Tensor limit = Formula.scalar(rows.dtype(), maxNorm);
    return Formula.div(Formula.mul(rows, limit), Formula.op("Maximum", norm, limit));
  }
}
