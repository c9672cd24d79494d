package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code DynamicPartition}: slices sorted into several tensors, as numbers beside them say. */
public final class DynamicPartition {
  public static final OpDef DEF =
      OpDef.named("DynamicPartition")
          .inputs("data: T", "partitions: int32")
          .outputs("outputs: num_partitions * T")
          .attr("num_partitions", AttrKind.INT)
          .atLeast("num_partitions", 1)
          .infer(DynamicPartition::infer)
          .kernel(DynamicPartition::compute)
          .gradient((call, dys) -> Arrays.asList(gradient(call, dys), null))
          .build();

  private DynamicPartition() {}

  /** Counterpart: {@code tf.dynamic_partition}. */
  public static List<Tensor> of(
      Object data, Object partitions, int numPartitions, OpOption... options) {
    return Scoped.call(
        options,
        "DynamicPartition",
        name ->
            List.copyOf(
                DEF.run(
                        name,
                        Attrs.of("num_partitions", numPartitions),
                        List.of(
                            ToTensor.of(data, null, "data"),
                            ToTensor.of(partitions, DType.INT32, "partitions")))
                    .outputs()));
  }

  /** The gradients go back to where their slices came from: their numbers are partitioned alike. */
  private static Tensor gradient(GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor partitions = call.input(1);
    int[] all = {-1};
    Tensor numbers = Range.of(0, ShapeOp.size(partitions, DType.INT32), 1);
    Tensor shaped = Reshape.of(numbers, ShapeOp.of(partitions));
    List<Tensor> places = of(shaped, partitions, call.<Long>attr("num_partitions").intValue());
    List<Operand> given = Unpack.given(call, dys);
    Tensor stitched = DynamicStitch.of(new ArrayList<>(places), given);
    return Reshape.of(Reshape.of(stitched, all), ShapeOp.of(call.input(0)));
  }

  private static List<Shape> infer(InferCall call) {
    int count = call.<Long>attr("num_partitions").intValue();
    Shape data = call.shape(0);
    Shape partitions = call.shape(1);
    if (!partitions.hasKnownRank() || !data.hasKnownRank()) {
      return Collections.nCopies(count, Shape.unknown());
    }
    check(data, partitions, call::invalid);
    Shape slice = Dims.part(data, partitions.rank(), data.rank());
    return Collections.nCopies(count, Dims.joined(Dims.unknown(1), slice));
  }

  private static void check(Shape data, Shape partitions, Refusal refusal) {
    if (data.rank() < partitions.rank()
        || !Dims.part(data, 0, partitions.rank()).isCompatibleWith(partitions)) {
      throw refusal.because("partitions of %s for data of %s", partitions, data);
    }
  }

  private static List<EagerTensor> compute(KernelCall call) {
    EagerTensor data = call.input(0);
    Shape partitions = call.input(1).shape();
    check(data.shape(), partitions, call::invalid);
    int count = call.<Long>attr("num_partitions").intValue();
    long[] numbers = ElementArrays.longs(call.input(1));
    long[] sizes = new long[count];
    for (long number : numbers) {
      if (number < 0 || number >= count) {
        throw call.invalid("partition %d of %d", number, count);
      }
      sizes[(int) number]++;
    }
    Shape slice = Dims.part(data.shape(), partitions.rank(), data.shape().rank());
    long run = slice.numElements();
    List<Assembly> parts = new ArrayList<>();
    for (long size : sizes) {
      parts.add(new Assembly(data.dtype(), Dims.joined(Shape.of(size), slice)).from(data));
    }
    long[] filled = new long[count];
    for (int i = 0; i < numbers.length && run > 0; i++) {
      int part = (int) numbers[i];
      parts.get(part).run(i * run, filled[part]++ * run, run);
    }
    return parts.stream().map(Assembly::tensor).toList();
  }
}
