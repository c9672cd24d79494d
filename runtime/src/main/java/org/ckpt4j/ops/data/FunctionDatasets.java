package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.jspecify.annotations.Nullable;

/** Datasets that call a function for each element: map, filter, flat map, interleave. */
final class FunctionDatasets {
  private FunctionDatasets() {}

  /** A function with what it captured. */
  private record Mapping(FunctionRef function, List<EagerTensor> captured) {
    static Mapping of(KernelCall call, String attr, int trailing) {
      List<EagerTensor> captured = call.inputsFrom(1).subList(0, call.numInputs() - 1 - trailing);
      return new Mapping(call.attr(attr), List.copyOf(captured));
    }

    List<EagerTensor> apply(KernelCall asking, List<EagerTensor> element) {
      List<EagerTensor> arguments = new ArrayList<>(element);
      arguments.addAll(captured);
      return asking.callFunction(function, arguments);
    }
  }

  static List<OpDef> all() {
    return List.of(
        DatasetOps.withFunction("MapDataset", "f")
            .attr("use_inter_op_parallelism", AttrKind.BOOL, true)
            .attr("preserve_cardinality", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(mapped(call, 0)))
            .build(),
        DatasetOps.withFunction("ParallelMapDataset", "f", "num_parallel_calls: int32")
            .attr("use_inter_op_parallelism", AttrKind.BOOL, true)
            .attr("sloppy", AttrKind.BOOL, false)
            .attr("preserve_cardinality", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(mapped(call, 1)))
            .build(),
        DatasetOps.withFunction("ParallelMapDatasetV2", "f", "num_parallel_calls: int64")
            .attr("use_inter_op_parallelism", AttrKind.BOOL, true)
            .attr("deterministic", AttrKind.STRING, "default")
            .attr("preserve_cardinality", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(mapped(call, 1)))
            .build(),
        DatasetOps.withFunction("FilterDataset", "predicate")
            .compute(call -> DatasetOps.tensor(filtered(call)))
            .build(),
        DatasetOps.withFunction("FlatMapDataset", "f")
            .compute(call -> DatasetOps.tensor(interleaved(call, 0)))
            .build(),
        DatasetOps.withFunction(
                "InterleaveDataset", "f", "cycle_length: int64", "block_length: int64")
            .compute(call -> DatasetOps.tensor(interleaved(call, 2)))
            .build());
  }

  private static Dataset mapped(KernelCall call, int trailing) {
    Dataset source = DatasetOps.input(call, 0);
    Mapping mapping = Mapping.of(call, "f", trailing);
    return () -> {
      Dataset.Elements elements = source.elements();
      return asking -> {
        List<EagerTensor> element = elements.next(asking);
        return element == null ? null : mapping.apply(asking, element);
      };
    };
  }

  private static Dataset filtered(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    Mapping predicate = Mapping.of(call, "predicate", 0);
    return () -> {
      Dataset.Elements elements = source.elements();
      return asking -> {
        List<EagerTensor> element = elements.next(asking);
        while (element != null && !holds(predicate.apply(asking, element))) {
          element = elements.next(asking);
        }
        return element;
      };
    };
  }

  private static boolean holds(List<EagerTensor> result) {
    if (result.size() != 1) {
      throw new InvalidArgumentError("a filter gives one bool, not " + result.size() + " values");
    }
    return result.get(0).booleanValue();
  }

  /** {@code cycle} datasets at a time, {@code block} elements of each in turn. */
  private static Dataset interleaved(KernelCall call, int trailing) {
    Dataset source = DatasetOps.input(call, 0);
    Mapping mapping = Mapping.of(call, "f", trailing);
    int inputs = call.numInputs();
    long cycle = trailing == 0 ? 1 : call.input(inputs - 2).longValue();
    long block = trailing == 0 ? 1 : call.input(inputs - 1).longValue();
    if (cycle <= 0 || cycle > 1 << 20 || block <= 0) {
      throw call.invalid("a cycle of %d with blocks of %d is none", cycle, block);
    }
    return () -> new Interleaving(source.elements(), mapping, (int) cycle, block);
  }

  private static final class Interleaving implements Dataset.Elements {
    private final Dataset.Elements source;
    private final Mapping mapping;
    private final Dataset.@Nullable Elements[] open;
    private final long block;
    private int at;
    private long ofBlock;
    private boolean sourceEnded;

    Interleaving(Dataset.Elements source, Mapping mapping, int cycle, long block) {
      this.source = source;
      this.mapping = mapping;
      this.open = new Dataset.Elements[cycle];
      this.block = block;
    }

    @Override
    public @Nullable List<EagerTensor> next(KernelCall asking) {
      int idle = 0;
      while (idle < open.length) {
        Dataset.Elements current = open[at];
        if (current == null && !sourceEnded) {
          List<EagerTensor> element = source.next(asking);
          sourceEnded = element == null;
          current =
              element == null
                  ? null
                  : mapping.apply(asking, element).get(0).object(Dataset.class).elements();
          open[at] = current;
        }
        if (current == null) {
          idle++;
          turn();
          continue;
        }
        idle = 0;
        List<EagerTensor> element = current.next(asking);
        if (element != null) {
          if (++ofBlock == block) {
            turn();
          }
          return element;
        }
        open[at] = null;
        turn();
      }
      return null;
    }

    private void turn() {
      at = (at + 1) % open.length;
      ofBlock = 0;
    }
  }
}
