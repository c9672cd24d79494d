package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.Const;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.Range;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that branches and loops are made of, each for values and for references, and the few
 * others that their gradients need.
 */
final class FlowNodes {
  private FlowNodes() {}

  private static OpDef def(String name) {
    return StandardOps.registry().find(name).orElseThrow();
  }

  private static SymbolicTensor one(Node node) {
    return ((Operation) node).output(0);
  }

  /** {@code Switch}: the value on the side that {@code pred} chooses; false first. */
  static List<SymbolicTensor> switchOn(SymbolicTensor data, SymbolicTensor pred, String name) {
    OpDef def = def(data.isReference() ? "RefSwitch" : "Switch");
    return ((Operation) def.run(name, Attrs.none(), List.of(data, pred))).outputs();
  }

  /** As {@link #switchOn}, placed with the data and nothing else. */
  static List<SymbolicTensor> switchBeside(SymbolicTensor data, SymbolicTensor pred, String name) {
    try (var none = Contexts.current().enterColocation(null);
        var here = Contexts.current().enterColocation(data)) {
      return switchOn(data, pred, name);
    }
  }

  /** As {@link #switchBeside}, of rows too. */
  static List<? extends Operand> switchBeside(Operand data, SymbolicTensor pred, String name) {
    if (!(data instanceof IndexedSlices rows)) {
      return switchBeside((SymbolicTensor) data.asTensor(), pred, name);
    }
    try (var none = Contexts.current().enterColocation(null);
        var here = Contexts.current().enterColocation(rows.values());
        NameScope scope = NameScope.enter(name)) {
      List<SymbolicTensor> values = switchOn((SymbolicTensor) rows.values(), pred, "Switch");
      List<SymbolicTensor> indices = switchOn((SymbolicTensor) rows.indices(), pred, "Switch");
      @Nullable List<SymbolicTensor> shape =
          rows.denseShape().isEmpty()
              ? null
              : switchOn((SymbolicTensor) rows.denseShape().get(), pred, "Switch");
      return List.of(
          new IndexedSlices(values.get(0), indices.get(0), shape == null ? null : shape.get(0)),
          new IndexedSlices(values.get(1), indices.get(1), shape == null ? null : shape.get(1)));
    }
  }

  /** {@code Merge}: whichever of the values there is. */
  static SymbolicTensor merge(List<SymbolicTensor> inputs, String name) {
    boolean references = inputs.stream().allMatch(SymbolicTensor::isReference);
    return one(def(references ? "RefMerge" : "Merge").run(name, Attrs.none(), inputs));
  }

  /** As {@link #merge}, of rows too; where some are rows and some tensors, of rows. */
  static Operand mergeOperands(List<? extends Operand> inputs, String name) {
    if (inputs.stream().noneMatch(IndexedSlices.class::isInstance)) {
      return merge(inputs.stream().map(i -> (SymbolicTensor) i.asTensor()).toList(), name);
    }
    try (NameScope scope = NameScope.enter(name)) {
      List<IndexedSlices> rows = inputs.stream().map(FlowNodes::rows).toList();
      List<SymbolicTensor> values = new ArrayList<>();
      List<SymbolicTensor> indices = new ArrayList<>();
      List<SymbolicTensor> shapes = new ArrayList<>();
      for (IndexedSlices each : rows) {
        values.add((SymbolicTensor) each.values());
        indices.add((SymbolicTensor) each.indices());
        each.denseShape().ifPresent(shape -> shapes.add((SymbolicTensor) shape));
      }
      SymbolicTensor value = merge(values, "Merge");
      SymbolicTensor index = merge(indices, "Merge");
      SymbolicTensor shape = shapes.size() == rows.size() ? merge(shapes, "Merge") : null;
      return new IndexedSlices(value, index, shape);
    }
  }

  /** All rows of a tensor, if it is one. */
  static IndexedSlices rows(Operand operand) {
    if (operand instanceof IndexedSlices rows) {
      return rows;
    }
    SymbolicTensor tensor = (SymbolicTensor) operand.asTensor();
    SymbolicTensor shape = shape(tensor);
    SymbolicTensor count = (SymbolicTensor) StridedSlice.at(shape, 0);
    return new IndexedSlices(tensor, Range.of(0, count, 1), shape);
  }

  static SymbolicTensor number(int value, String name) {
    return (SymbolicTensor) Const.of(EagerTensor.of(Values.of(value, DType.INT32)), name);
  }

  /** {@code Enter}: the value in the loop of this frame. */
  static SymbolicTensor enter(
      SymbolicTensor data, String frame, boolean constant, long parallelIterations, String name) {
    OpDef def = def(data.isReference() ? "RefEnter" : "Enter");
    Attrs attrs =
        Attrs.of(
            "frame_name",
            frame,
            "is_constant",
            constant,
            "parallel_iterations",
            parallelIterations);
    return one(def.run(name, attrs, List.of(data)));
  }

  static SymbolicTensor exit(SymbolicTensor data, String name) {
    return one(def(data.isReference() ? "RefExit" : "Exit").run(name, Attrs.none(), List.of(data)));
  }

  static SymbolicTensor nextIteration(SymbolicTensor data) {
    String type = data.isReference() ? "RefNextIteration" : "NextIteration";
    return one(def(type).run("NextIteration", Attrs.none(), List.of(data)));
  }

  static SymbolicTensor loopCond(SymbolicTensor condition, String name) {
    return one(def("LoopCond").run(name, Attrs.none(), List.of(condition)));
  }

  static SymbolicTensor identity(SymbolicTensor data, String name) {
    String type = data.isReference() ? "RefIdentity" : "Identity";
    return one(def(type).run(name, Attrs.none(), List.of(data)));
  }

  static Operation trigger(String name) {
    return (Operation) def("ControlTrigger").run(name, Attrs.none(), List.of());
  }

  static SymbolicTensor add(SymbolicTensor x, SymbolicTensor y, String name) {
    return one(def("AddV2").run(name, Attrs.none(), List.of(x, y)));
  }

  /** {@code x + 1} of a counter. */
  static SymbolicTensor increased(SymbolicTensor counter, String name) {
    try (NameScope scope = NameScope.enter(name)) {
      return add(counter, number(1, "y"), scope.name());
    }
  }

  static SymbolicTensor call(String type, String name, Attrs attrs, List<SymbolicTensor> inputs) {
    return one(def(type).run(name, attrs, inputs));
  }

  /** The shape as a node, even where it is known. */
  static SymbolicTensor shape(SymbolicTensor tensor) {
    return one(ShapeOp.SHAPE.run("Shape", Attrs.none(), List.of(tensor)));
  }

  /** All elements of a vector but the first. */
  static SymbolicTensor tail(SymbolicTensor vector) {
    Attrs attrs = Attrs.of("end_mask", 1);
    int[][] bounds = {{1}, {0}, {1}};
    List<SymbolicTensor> inputs = new ArrayList<>(List.of(vector));
    for (int[] bound : bounds) {
      inputs.add((SymbolicTensor) Const.of(EagerTensor.of(Values.of(bound, DType.INT32)), "Const"));
    }
    return call("StridedSlice", "strided_slice", attrs, inputs);
  }

  /** Zeros of a shape that is known when the graph runs. */
  static SymbolicTensor zeros(SymbolicTensor shape, DType dtype) {
    try (NameScope scope = NameScope.enter("zeros")) {
      var zero = Const.of(EagerTensor.of(Constants.zero(dtype)), "Const");
      return (SymbolicTensor) Fill.of(shape, zero, new Named(scope.name()));
    }
  }
}
