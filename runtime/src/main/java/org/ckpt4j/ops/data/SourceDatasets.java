package org.ckpt4j.ops.data;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.lists.Rows;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** Datasets of given values: {@code TensorDataset}, {@code TensorSliceDataset}, {@code Range…}. */
final class SourceDatasets {
  private SourceDatasets() {}

  static List<OpDef> all() {
    return List.of(
        DatasetOps.ofComponents("TensorDataset")
            .compute(call -> DatasetOps.tensor(once(call.inputsFrom(0))))
            .build(),
        DatasetOps.ofComponents("TensorSliceDataset")
            .attr("is_files", AttrKind.BOOL, false)
            .attr("replicate_on_split", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(slices(call)))
            .build(),
        DatasetOps.typed(
                OpDef.named("RangeDataset").inputs("start: int64", "stop: int64", "step: int64"))
            .attr("metadata", AttrKind.STRING, "")
            .attr("replicate_on_split", AttrKind.BOOL, false)
            .stateful()
            .compute(call -> DatasetOps.tensor(range(call)))
            .build());
  }

  private static Dataset once(List<EagerTensor> components) {
    return () -> {
      boolean[] done = {false};
      return call -> {
        boolean first = !done[0];
        done[0] = true;
        return first ? components : null;
      };
    };
  }

  private static Dataset slices(KernelCall call) {
    List<EagerTensor> components = call.inputsFrom(0);
    for (EagerTensor component : components) {
      if (component.shape().isScalar()
          || component.shape().dim(0) != components.get(0).shape().dim(0)) {
        throw call.invalid(
            "components of shapes %s have no equal number of slices",
            components.stream().map(EagerTensor::shape).toList());
      }
    }
    long count = components.get(0).shape().dim(0);
    return () -> {
      long[] at = {0};
      return asking -> {
        if (at[0] >= count) {
          return null;
        }
        long row = at[0]++;
        return components.stream().map(component -> Rows.row(component, row)).toList();
      };
    };
  }

  private static Dataset range(KernelCall call) {
    long start = call.input(0).longValue();
    long stop = call.input(1).longValue();
    long step = call.input(2).longValue();
    if (step == 0) {
      throw call.invalid("a step of 0 leads nowhere");
    }
    DType type = call.<List<DType>>attr("output_types").get(0);
    return () -> {
      long[] at = {start};
      return asking -> {
        if (step > 0 ? at[0] >= stop : at[0] <= stop) {
          return null;
        }
        long value = at[0];
        at[0] += step;
        return List.of(
            type.isFloating()
                ? ElementArrays.scalar(type, value)
                : ElementArrays.tensor(type, Shape.scalar(), new long[] {value}));
      };
    };
  }
}
