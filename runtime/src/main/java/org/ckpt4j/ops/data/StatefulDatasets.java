package org.ckpt4j.ops.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Datasets that keep something from element to element: cache, window, scan, take while, group by
 * window; and what takes a whole dataset: reduce, the single element.
 */
final class StatefulDatasets {
  private StatefulDatasets() {}

  static List<OpDef> all() {
    return List.of(
        DatasetOps.of("CacheDataset", "filename: string")
            .compute(call -> DatasetOps.tensor(cached(call)))
            .build(),
        DatasetOps.of("CacheDatasetV2", "filename: string", "cache: resource")
            .stateful()
            .compute(call -> DatasetOps.tensor(cached(call)))
            .build(),
        OpDef.named("DummyMemoryCache")
            .outputs("handle: resource")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> EagerTensor.ofObject(DType.RESOURCE, "no memory cache"))
            .notDifferentiable()
            .build(),
        OpDef.named("AnonymousMemoryCache")
            .outputs("handle: resource", "deleter: variant")
            .stateful()
            .infer(call -> List.of(Shape.scalar(), Shape.scalar()))
            .kernel(
                call ->
                    List.of(
                        EagerTensor.ofObject(DType.RESOURCE, "memory cache"),
                        EagerTensor.ofObject(DType.VARIANT, "memory cache")))
            .notDifferentiable()
            .build(),
        DatasetOps.of(
                "WindowDataset",
                "size: int64",
                "shift: int64",
                "stride: int64",
                "drop_remainder: bool")
            .compute(call -> DatasetOps.tensor(windows(call)))
            .build(),
        DatasetOps.withFunction("TakeWhileDataset", "predicate")
            .compute(call -> DatasetOps.tensor(takenWhile(call)))
            .build(),
        DatasetOps.typed(
                OpDef.named("ScanDataset")
                    .inputs(
                        "input_dataset: variant",
                        "initial_state: list(Tstate)",
                        "other_arguments: list(Targuments)"))
            .attr("f", AttrKind.FUNC)
            .attr("Tstate", AttrKind.TYPE_LIST)
            .atLeast("Tstate", 1)
            .attr("Targuments", AttrKind.TYPE_LIST)
            .atLeast("Targuments", 0)
            .attr("preserve_cardinality", AttrKind.BOOL, false)
            .attr("use_default_device", AttrKind.BOOL, true)
            .attr("metadata", AttrKind.STRING, "")
            .compute(call -> DatasetOps.tensor(scanned(call)))
            .build(),
        groupByWindow(),
        OpDef.named("ReduceDataset")
            .inputs(
                "input_dataset: variant",
                "initial_state: list(Tstate)",
                "other_arguments: list(Targuments)")
            .outputs("components: list(output_types)")
            .attr("f", AttrKind.FUNC)
            .attr("Tstate", AttrKind.TYPE_LIST)
            .atLeast("Tstate", 1)
            .attr("Targuments", AttrKind.TYPE_LIST)
            .atLeast("Targuments", 0)
            .attr("output_types", AttrKind.TYPE_LIST)
            .atLeast("output_types", 1)
            .attr("output_shapes", AttrKind.SHAPE_LIST)
            .atLeast("output_shapes", 1)
            .attr("use_inter_op_parallelism", AttrKind.BOOL, true)
            .attr("metadata", AttrKind.STRING, "")
            .stateful()
            .infer(ElementTypes::shapes)
            .kernel(StatefulDatasets::reduced)
            .notDifferentiable()
            .build(),
        OpDef.named("DatasetToSingleElement")
            .inputs("dataset: variant")
            .outputs("components: list(output_types)")
            .attr("output_types", AttrKind.TYPE_LIST)
            .atLeast("output_types", 1)
            .attr("output_shapes", AttrKind.SHAPE_LIST)
            .atLeast("output_shapes", 1)
            .attr("metadata", AttrKind.STRING, "")
            .stateful()
            .infer(ElementTypes::shapes)
            .kernel(StatefulDatasets::single)
            .noGradient()
            .build());
  }

  private static OpDef groupByWindow() {
    return DatasetOps.typed(
            OpDef.named("GroupByWindowDataset")
                .inputs(
                    "input_dataset: variant",
                    "key_func_other_arguments: list(Tkey_func_other_arguments)",
                    "reduce_func_other_arguments: list(Treduce_func_other_arguments)",
                    "window_size_func_other_arguments: list(Twindow_size_func_other_arguments)"))
        .attr("key_func", AttrKind.FUNC)
        .attr("reduce_func", AttrKind.FUNC)
        .attr("window_size_func", AttrKind.FUNC)
        .attr("Tkey_func_other_arguments", AttrKind.TYPE_LIST)
        .atLeast("Tkey_func_other_arguments", 0)
        .attr("Treduce_func_other_arguments", AttrKind.TYPE_LIST)
        .atLeast("Treduce_func_other_arguments", 0)
        .attr("Twindow_size_func_other_arguments", AttrKind.TYPE_LIST)
        .atLeast("Twindow_size_func_other_arguments", 0)
        .attr("metadata", AttrKind.STRING, "")
        .compute(call -> DatasetOps.tensor(grouped(call)))
        .build();
  }

  /** What was read to the end once is not read again. */
  private static Dataset cached(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    if (!call.input(1).stringValue().isEmpty()) {
      throw new UnsupportedOperationException(
          "a cache in file \""
              + call.input(1).stringValue()
              + "\" is not supported yet; with no name it is kept in memory");
    }
    List<List<EagerTensor>> kept = new ArrayList<>();
    boolean[] complete = {false};
    return () -> {
      if (complete[0]) {
        var iterator = kept.iterator();
        return asking -> iterator.hasNext() ? iterator.next() : null;
      }
      List<List<EagerTensor>> mine = new ArrayList<>();
      Dataset.Elements elements = source.elements();
      return asking -> {
        List<EagerTensor> element = elements.next(asking);
        if (element != null) {
          mine.add(element);
        } else if (!complete[0]) {
          kept.addAll(mine);
          complete[0] = true;
        }
        return element;
      };
    };
  }

  private static Dataset listed(List<EagerTensor> values) {
    return listedElements(values.stream().map(List::of).toList());
  }

  private static Dataset listedElements(List<List<EagerTensor>> elements) {
    return () -> {
      var iterator = elements.iterator();
      return asking -> iterator.hasNext() ? iterator.next() : null;
    };
  }

  private static Dataset windows(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    long size = call.input(1).longValue();
    long shift = call.input(2).longValue();
    long stride = call.input(3).longValue();
    boolean whole = call.input(4).booleanValue();
    if (size <= 0 || shift <= 0 || stride <= 0) {
      throw call.invalid("windows of %d, shifted by %d, with stride %d", size, shift, stride);
    }
    long span = stride * (size - 1) + 1;
    return () -> {
      Dataset.Elements elements = source.elements();
      List<List<EagerTensor>> buffer = new ArrayList<>();
      boolean[] ended = {false};
      return asking -> {
        while (!ended[0] && buffer.size() < span) {
          List<EagerTensor> element = elements.next(asking);
          if (element == null) {
            ended[0] = true;
          } else {
            buffer.add(element);
          }
        }
        if (buffer.isEmpty() || (whole && buffer.size() < span)) {
          return null;
        }
        List<EagerTensor> out = new ArrayList<>();
        for (int c = 0; c < buffer.get(0).size(); c++) {
          List<EagerTensor> component = new ArrayList<>();
          for (long i = 0; i < size && i * stride < buffer.size(); i++) {
            component.add(buffer.get((int) (i * stride)).get(c));
          }
          out.add(DatasetOps.tensor(listed(component)));
        }
        int gone = (int) Math.min(shift, buffer.size());
        buffer.subList(0, gone).clear();
        for (long i = gone; i < shift && !ended[0]; i++) {
          ended[0] = elements.next(asking) == null;
        }
        return out;
      };
    };
  }

  private static Dataset takenWhile(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    FunctionDatasets.Mapping predicate = FunctionDatasets.Mapping.of(call, "predicate", 0);
    return () -> {
      Dataset.Elements elements = source.elements();
      boolean[] ended = {false};
      return asking -> {
        List<EagerTensor> element = ended[0] ? null : elements.next(asking);
        if (element != null && !FunctionDatasets.holds(predicate.apply(asking, element))) {
          element = null;
        }
        ended[0] |= element == null;
        return element;
      };
    };
  }

  /** A function of a state and an element, with the state's beginning. */
  private record Folding(FunctionDatasets.Mapping mapping, List<EagerTensor> initial) {
    static Folding of(KernelCall call) {
      int states = call.<List<DType>>attr("Tstate").size();
      int captured = call.numInputs() - 1 - states;
      return new Folding(
          FunctionDatasets.Mapping.of(call, "f", 1 + states, captured),
          List.copyOf(call.inputsFrom(1).subList(0, states)));
    }

    List<EagerTensor> apply(KernelCall asking, List<EagerTensor> state, List<EagerTensor> element) {
      List<EagerTensor> arguments = new ArrayList<>(state);
      arguments.addAll(element);
      return mapping.apply(asking, arguments);
    }
  }

  private static Dataset scanned(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    Folding folding = Folding.of(call);
    int states = folding.initial.size();
    return () -> {
      Dataset.Elements elements = source.elements();
      List<EagerTensor> state = new ArrayList<>(folding.initial);
      return asking -> {
        List<EagerTensor> element = elements.next(asking);
        if (element == null) {
          return null;
        }
        List<EagerTensor> made = folding.apply(asking, state, element);
        for (int i = 0; i < states; i++) {
          state.set(i, made.get(i));
        }
        return made.subList(states, made.size());
      };
    };
  }

  private static List<EagerTensor> reduced(KernelCall call) {
    Dataset.Elements elements = DatasetOps.input(call, 0).elements();
    Folding folding = Folding.of(call);
    List<EagerTensor> state = folding.initial;
    List<EagerTensor> element = elements.next(call);
    while (element != null) {
      state = folding.apply(call, state, element);
      element = elements.next(call);
    }
    ElementTypes.check(call, state);
    return state;
  }

  private static List<EagerTensor> single(KernelCall call) {
    Dataset.Elements elements = DatasetOps.input(call, 0).elements();
    List<EagerTensor> element = elements.next(call);
    if (element == null || elements.next(call) != null) {
      throw new InvalidArgumentError(
          "\"%s\": the dataset has %s elements, not one"
              .formatted(call.nodeName(), element == null ? "no" : "more"));
    }
    ElementTypes.check(call, element);
    return element;
  }

  private static Dataset grouped(KernelCall call) {
    Dataset source = DatasetOps.input(call, 0);
    int keyed = call.<List<DType>>attr("Tkey_func_other_arguments").size();
    int reducing = call.<List<DType>>attr("Treduce_func_other_arguments").size();
    int sized = call.<List<DType>>attr("Twindow_size_func_other_arguments").size();
    return () ->
        new Grouping(
            source.elements(),
            FunctionDatasets.Mapping.of(call, "key_func", 1, keyed),
            FunctionDatasets.Mapping.of(call, "reduce_func", 1 + keyed, reducing),
            FunctionDatasets.Mapping.of(call, "window_size_func", 1 + keyed + reducing, sized));
  }

  /** Elements of one key together, as soon as there are enough; at the end what is left. */
  private static final class Grouping implements Dataset.Elements {
    private final Dataset.Elements source;
    private final FunctionDatasets.Mapping key;
    private final FunctionDatasets.Mapping reduce;
    private final FunctionDatasets.Mapping size;
    private final TreeMap<Long, List<List<EagerTensor>>> groups = new TreeMap<>();
    private final TreeMap<Long, Long> sizes = new TreeMap<>();
    private Dataset.@Nullable Elements current;

    Grouping(
        Dataset.Elements source,
        FunctionDatasets.Mapping key,
        FunctionDatasets.Mapping reduce,
        FunctionDatasets.Mapping size) {
      this.source = source;
      this.key = key;
      this.reduce = reduce;
      this.size = size;
    }

    @Override
    public @Nullable List<EagerTensor> next(KernelCall asking) {
      while (true) {
        List<EagerTensor> out = current == null ? null : current.next(asking);
        if (out != null) {
          return out;
        }
        current = null;
        List<EagerTensor> element = source.next(asking);
        if (element == null) {
          if (groups.isEmpty()) {
            return null;
          }
          begin(asking, groups.firstKey());
        } else {
          add(asking, element);
        }
      }
    }

    private void add(KernelCall asking, List<EagerTensor> element) {
      EagerTensor number = key.apply(asking, element).get(0);
      long group = number.longValue();
      if (!sizes.containsKey(group)) {
        long wanted = size.apply(asking, List.of(number)).get(0).longValue();
        if (wanted <= 0) {
          throw new InvalidArgumentError("a window of %d elements is none".formatted(wanted));
        }
        sizes.put(group, wanted);
      }
      List<List<EagerTensor>> members = groups.computeIfAbsent(group, k -> new ArrayList<>());
      members.add(element);
      if (members.size() >= sizes.get(group)) {
        begin(asking, group);
      }
    }

    private void begin(KernelCall asking, long group) {
      List<List<EagerTensor>> members = java.util.Objects.requireNonNull(groups.remove(group));
      sizes.remove(group);
      EagerTensor number =
          org.ckpt4j.framework.ElementArrays.tensor(
              DType.INT64, Shape.scalar(), new long[] {group});
      List<EagerTensor> made =
          reduce.apply(asking, List.of(number, DatasetOps.tensor(listedElements(members))));
      current = made.get(0).object(Dataset.class).elements();
    }
  }
}
