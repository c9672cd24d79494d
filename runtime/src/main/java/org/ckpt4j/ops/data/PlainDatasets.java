package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.lists.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Datasets that choose among the elements of others: repeat, take, skip, zip, concatenate, shard,
 * unbatch; and those that only say how fast.
 */
final class PlainDatasets {
  private PlainDatasets() {}

  static List<OpDef> all() {
    return List.of(
        DatasetOps.of("RepeatDataset", "count: int64")
            .compute(call -> DatasetOps.tensor(repeated(call)))
            .build(),
        DatasetOps.of("TakeDataset", "count: int64")
            .compute(call -> DatasetOps.tensor(taken(call)))
            .build(),
        DatasetOps.of("SkipDataset", "count: int64")
            .compute(call -> DatasetOps.tensor(skipped(call)))
            .build(),
        DatasetOps.of("ShardDataset", "num_shards: int64", "index: int64")
            .attr("require_non_empty", AttrKind.BOOL, false)
            .compute(call -> DatasetOps.tensor(sharded(call)))
            .build(),
        DatasetOps.of("UnbatchDataset")
            .compute(call -> DatasetOps.tensor(unbatched(DatasetOps.input(call, 0))))
            .build(),
        DatasetOps.of("ConcatenateDataset", "another_dataset: variant")
            .compute(call -> DatasetOps.tensor(concatenated(call)))
            .build(),
        DatasetOps.typed(OpDef.named("ZipDataset").inputs("input_datasets: N * variant"))
            .attr("N", AttrKind.INT)
            .atLeast("N", 1)
            .attr("metadata", AttrKind.STRING, "")
            .compute(call -> DatasetOps.tensor(zipped(call)))
            .build(),
        DatasetOps.of("PrefetchDataset", "buffer_size: int64")
            .attr("slack_period", AttrKind.INT, 0)
            .attr("legacy_autotune", AttrKind.BOOL, true)
            .attr("buffer_size_min", AttrKind.INT, 0)
            .compute(PlainDatasets::same)
            .build(),
        DatasetOps.of("OptionsDataset")
            .attr("serialized_options", AttrKind.STRING)
            .compute(PlainDatasets::same)
            .build(),
        DatasetOps.typed(OpDef.named("ModelDataset").inputs("input_dataset: variant"))
            .attr("algorithm", AttrKind.INT, 0)
            .attr("cpu_budget", AttrKind.INT, 0)
            .attr("ram_budget", AttrKind.INT, 0)
            .compute(PlainDatasets::same)
            .build(),
        DatasetOps.typed(
                OpDef.named("OptimizeDataset")
                    .inputs("input_dataset: variant", "optimizations: string"))
            .attr("optimization_configs", AttrKind.STRING_LIST, List.of())
            .compute(PlainDatasets::same)
            .build(),
        DatasetOps.typed(
                OpDef.named("OptimizeDatasetV2")
                    .inputs(
                        "input_dataset: variant",
                        "optimizations_enabled: string",
                        "optimizations_disabled: string",
                        "optimizations_default: string"))
            .attr("optimization_configs", AttrKind.STRING_LIST, List.of())
            .compute(PlainDatasets::same)
            .build(),
        plain("MaxIntraOpParallelismDataset", "max_intra_op_parallelism: int64"),
        plain("PrivateThreadPoolDataset", "num_threads: int64"),
        DatasetOps.typed(OpDef.named("FinalizeDataset").inputs("input_dataset: variant"))
            .attr("has_captured_ref", AttrKind.BOOL, false)
            .compute(PlainDatasets::same)
            .build());
  }

  private static OpDef plain(String name, String input) {
    return DatasetOps.typed(OpDef.named(name).inputs("input_dataset: variant", input))
        .compute(PlainDatasets::same)
        .build();
  }

  private static EagerTensor same(KernelCall call) {
    return call.input(0);
  }

  private static Dataset repeated(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long count = call.input(1).longValue();
    return () -> {
      long[] left = {count};
      Dataset.@Nullable Elements[] now = {null};
      boolean[] empty = {true};
      return asking -> {
        while (true) {
          Dataset.Elements current = now[0];
          if (current == null) {
            if (left[0] == 0) {
              return null;
            }
            left[0] -= left[0] > 0 ? 1 : 0;
            current = source.elements();
            now[0] = current;
            empty[0] = true;
          }
          List<EagerTensor> element = current.next(asking);
          if (element != null) {
            empty[0] = false;
            return element;
          }
          now[0] = null;
          if (empty[0]) {
            left[0] = 0; // nothing repeated for ever is nothing
          }
        }
      };
    };
  }

  private static Dataset taken(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long count = call.input(1).longValue();
    return () -> {
      Dataset.Elements elements = source.elements();
      long[] left = {count};
      return asking -> {
        if (left[0] == 0) {
          return null;
        }
        left[0] -= left[0] > 0 ? 1 : 0;
        return elements.next(asking);
      };
    };
  }

  private static Dataset skipped(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long count = call.input(1).longValue();
    return () -> {
      Dataset.Elements elements = source.elements();
      long[] left = {count};
      return asking -> {
        if (left[0] < 0) {
          return null;
        }
        for (; left[0] > 0; left[0]--) {
          if (elements.next(asking) == null) {
            left[0] = 0;
            return null;
          }
        }
        return elements.next(asking);
      };
    };
  }

  private static Dataset sharded(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long shards = call.input(1).longValue();
    long index = call.input(2).longValue();
    if (shards <= 0 || index < 0 || index >= shards) {
      throw call.invalid("there is no shard %d of %d", index, shards);
    }
    return () -> {
      Dataset.Elements elements = source.elements();
      long[] at = {0};
      return asking -> {
        List<EagerTensor> element = elements.next(asking);
        while (element != null && at[0]++ % shards != index) {
          element = elements.next(asking);
        }
        return element;
      };
    };
  }

  private static Dataset unbatched(Dataset source) {
    return () -> {
      Dataset.Elements elements = source.elements();
      List<List<EagerTensor>> batch = new ArrayList<>();
      long[] at = {0};
      return asking -> {
        while (batch.isEmpty() || at[0] >= batch.get(0).get(0).shape().dim(0)) {
          List<EagerTensor> next = elements.next(asking);
          if (next == null) {
            return null;
          }
          batch.clear();
          batch.add(next);
          at[0] = 0;
        }
        long row = at[0]++;
        return batch.get(0).stream().map(component -> Rows.row(component, row)).toList();
      };
    };
  }

  private static Dataset concatenated(KernelCall call) {
    Dataset first = DatasetOps.input(call, 0);
    Dataset second = DatasetOps.input(call, 1);
    return () -> {
      Dataset.Elements[] now = {first.elements(), second.elements()};
      boolean[] ended = {false};
      return asking -> {
        List<EagerTensor> element = ended[0] ? null : now[0].next(asking);
        if (element == null) {
          ended[0] = true;
          element = now[1].next(asking);
        }
        return element;
      };
    };
  }

  private static Dataset zipped(KernelCall call) {
    List<Dataset> sources = new ArrayList<>();
    for (int i = 0; i < call.numInputs(); i++) {
      sources.add(DatasetOps.input(call, i));
    }
    return () -> {
      List<Dataset.Elements> all = sources.stream().map(Dataset::elements).toList();
      return asking -> {
        List<EagerTensor> out = new ArrayList<>();
        for (Dataset.Elements elements : all) {
          List<EagerTensor> element = elements.next(asking);
          if (element == null) {
            return null;
          }
          out.addAll(element);
        }
        return out;
      };
    };
  }
}
