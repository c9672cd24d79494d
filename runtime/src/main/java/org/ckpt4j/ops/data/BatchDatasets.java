package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.lists.Padding;
import org.ckpt4j.ops.lists.Rows;
import org.ckpt4j.tensor.Shape;

/** Datasets of batches of another one's elements. */
final class BatchDatasets {
  private BatchDatasets() {}

  /** Makes one tensor of a component of several elements. */
  private interface Joiner {
    EagerTensor join(int component, List<EagerTensor> rows);
  }

  static List<OpDef> all() {
    return List.of(
        DatasetOps.of("BatchDataset", "batch_size: int64")
            .compute(call -> DatasetOps.tensor(batched(call, false, BatchDatasets::stack)))
            .build(),
        DatasetOps.of("BatchDatasetV2", "batch_size: int64", "drop_remainder: bool")
            .attr("parallel_copy", AttrKind.BOOL, false)
            .compute(
                call ->
                    DatasetOps.tensor(
                        batched(call, call.input(2).booleanValue(), BatchDatasets::stack)))
            .build(),
        DatasetOps.of(
                "ParallelBatchDataset",
                "batch_size: int64",
                "num_parallel_calls: int64",
                "drop_remainder: bool")
            .attr("parallel_copy", AttrKind.BOOL, false)
            .attr("deterministic", AttrKind.STRING, "default")
            .compute(
                call ->
                    DatasetOps.tensor(
                        batched(call, call.input(3).booleanValue(), BatchDatasets::stack)))
            .build(),
        DatasetOps.withFunction(
                "MapAndBatchDataset",
                "f",
                "batch_size: int64",
                "num_parallel_calls: int64",
                "drop_remainder: bool")
            .attr("preserve_cardinality", AttrKind.BOOL, false)
            .compute(
                call ->
                    DatasetOps.tensor(
                        batched(
                            call,
                            FunctionDatasets.mapped(call, 3),
                            call.input(call.numInputs() - 3).longValue(),
                            call.input(call.numInputs() - 1).booleanValue(),
                            BatchDatasets::stack)))
            .build(),
        padded("PaddedBatchDataset").compute(call -> filledUp(call, false)).build(),
        padded("PaddedBatchDatasetV2")
            .inputs("drop_remainder: bool")
            .attr("parallel_copy", AttrKind.BOOL, false)
            .compute(call -> filledUp(call, call.input(call.numInputs() - 1).booleanValue()))
            .build());
  }

  private static OpDef.Builder padded(String name) {
    return OpDef.named(name)
        .inputs(
            "input_dataset: variant",
            "batch_size: int64",
            "padded_shapes: N * int64",
            "padding_values: list(Toutput_types)")
        .outputs("handle: variant")
        .attr("Toutput_types", AttrKind.TYPE_LIST)
        .atLeast("Toutput_types", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST)
        .atLeast("output_shapes", 1)
        .attr("N", AttrKind.INT)
        .atLeast("N", 1)
        .attr("metadata", AttrKind.STRING, "")
        .infer(call -> List.of(Shape.scalar()))
        .notDifferentiable();
  }

  private static EagerTensor stack(int component, List<EagerTensor> rows) {
    Shape shape = rows.get(0).shape();
    for (EagerTensor row : rows) {
      if (!row.shape().equals(shape)) {
        throw new InvalidArgumentError(
            "component %d has elements of shapes %s and %s, which make no batch"
                .formatted(component, shape, row.shape()));
      }
    }
    return Rows.stack(rows.get(0).dtype(), shape, rows);
  }

  private static EagerTensor filledUp(KernelCall call, boolean dropRemainder) {
    int count = call.<Long>attr("N").intValue();
    List<Shape> shapes = new ArrayList<>();
    List<EagerTensor> fillers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shapes.add(Shape.of(ElementArrays.longs(call.input(2 + i))));
      fillers.add(call.input(2 + count + i));
    }
    return DatasetOps.tensor(
        batched(
            call,
            dropRemainder,
            (component, rows) -> {
              Shape largest = Padding.largest(shapes.get(component), rows);
              return Rows.stack(
                  rows.get(0).dtype(),
                  largest,
                  rows.stream()
                      .map(row -> Padding.padded(row, largest, fillers.get(component)))
                      .toList());
            }));
  }

  private static Dataset batched(KernelCall call, boolean dropRemainder, Joiner joiner) {
    return batched(
        call, DatasetOps.input(call, 0), call.input(1).longValue(), dropRemainder, joiner);
  }

  private static Dataset batched(
      KernelCall call, Dataset source, long size, boolean dropRemainder, Joiner joiner) {
    if (size <= 0) {
      throw call.invalid("a batch of %d elements is none", size);
    }
    return () -> {
      Dataset.Elements elements = source.elements();
      return asking -> {
        List<List<EagerTensor>> batch = new ArrayList<>();
        while (batch.size() < size) {
          List<EagerTensor> element = elements.next(asking);
          if (element == null) {
            break;
          }
          batch.add(element);
        }
        if (batch.isEmpty() || (dropRemainder && batch.size() < size)) {
          return null;
        }
        List<EagerTensor> out = new ArrayList<>();
        for (int i = 0; i < batch.get(0).size(); i++) {
          int component = i;
          out.add(joiner.join(i, batch.stream().map(element -> element.get(component)).toList()));
        }
        return out;
      };
    };
  }
}
