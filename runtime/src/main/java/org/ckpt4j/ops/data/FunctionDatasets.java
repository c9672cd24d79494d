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
  private static final long AUTOTUNE = -1;

  private FunctionDatasets() {}

  /** A function with what it captured. */
  record Mapping(FunctionRef function, List<EagerTensor> captured) {
    static Mapping of(KernelCall call, String attr, int trailing) {
      return of(call, attr, 1, call.numInputs() - 1 - trailing);
    }

    /** What is captured are {@code count} inputs from {@code first} on. */
    static Mapping of(KernelCall call, String attr, int first, int count) {
      List<EagerTensor> captured = call.inputsFrom(first).subList(0, count);
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
        DatasetOps.withFunction("ParallelFilterDataset", "predicate", "num_parallel_calls: int64")
            .attr("deterministic", AttrKind.STRING, "default")
            .compute(call -> DatasetOps.tensor(filtered(call)))
            .build(),
        DatasetOps.withFunction(
                "InterleaveDataset", "f", "cycle_length: int64", "block_length: int64")
            .compute(call -> DatasetOps.tensor(interleaved(call, 2)))
            .build(),
        parallel("ParallelInterleaveDatasetV2", "num_parallel_calls: int64")
            .attr("sloppy", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(interleaved(call, 3)))
            .build(),
        parallel("ParallelInterleaveDatasetV3", "num_parallel_calls: int64")
            .attr("deterministic", AttrKind.STRING, "default")
            .compute(call -> DatasetOps.tensor(interleaved(call, 3)))
            .build(),
        parallel(
                "ParallelInterleaveDatasetV4",
                "buffer_output_elements: int64",
                "prefetch_input_elements: int64",
                "num_parallel_calls: int64")
            .attr("deterministic", AttrKind.STRING, "default")
            .compute(call -> DatasetOps.tensor(interleaved(call, 5)))
            .build(),
        parallel(
                "LegacyParallelInterleaveDatasetV2",
                "buffer_output_elements: int64",
                "prefetch_input_elements: int64")
            .attr("deterministic", AttrKind.STRING, "default")
            .compute(call -> DatasetOps.tensor(interleaved(call, 4)))
            .build());
  }

  /** Side by side in TensorFlow; in the same order one after the other here. */
  private static OpDef.Builder parallel(String name, String... inputs) {
    return DatasetOps.withFunction(name, "f", "cycle_length: int64", "block_length: int64")
        .inputs(inputs);
  }

  static Dataset mapped(KernelCall call, int trailing) {
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
    int trailing = call.def().inputs().size() - 2;
    Mapping predicate = Mapping.of(call, "predicate", trailing);
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

  static boolean holds(List<EagerTensor> result) {
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
    long cycle = trailing == 0 ? 1 : call.input(inputs - trailing).longValue();
    long block = trailing == 0 ? 1 : call.input(inputs - trailing + 1).longValue();
    if (cycle == AUTOTUNE && trailing > 2) {
      cycle = Runtime.getRuntime().availableProcessors();
    }
    if (cycle <= 0 || cycle > 1 << 20 || block <= 0) {
      throw call.invalid("a cycle of %d with blocks of %d is none", cycle, block);
    }
    int open = (int) cycle;
    return () -> new Interleaving(source.elements(), mapping, open, block);
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
