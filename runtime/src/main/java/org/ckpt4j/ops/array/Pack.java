package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Pack}: tensors of one shape side by side along a new dimension. */
public final class Pack {
  public static final OpDef DEF =
      OpDef.named("Pack")
          .inputs("values: N * T")
          .outputs("output: T")
          .attr("N", AttrKind.INT)
          .atLeast("N", 1)
          .attr("axis", AttrKind.INT, 0)
          .infer(Pack::infer)
          .compute(Pack::compute)
          .gradient(
              (call, dy) ->
                  Unpack.of(
                      Objects.requireNonNull(dy.get(0)),
                      call.numInputs(),
                      call.<Long>attr("axis").intValue()))
          .build();

  private Pack() {}

  /** Counterpart: {@code tf.stack}. */
  public static Tensor of(List<?> values, int axis, OpOption... options) {
    // TF makes a list of tensors one tensor where it can, under the name of that conversion.
    boolean unnamed = options.length > 0 && Named.find(options) == null;
    String name =
        Named.among(options, unnamed && axis == 0 ? "packed" : unnamed ? "Pack" : "stack");
    try (NameScope scope = NameScope.enter(name)) {
      List<Tensor> items = tensors(values, null, axis == 0 ? "" : "values_");
      return DEF.call(scope.name(), Attrs.of("axis", axis), items.toArray(Operand[]::new));
    }
  }

  /** A tensor of a list of which some items are tensors. */
  static Tensor ofItems(List<?> values, @Nullable DType dtype, String name) {
    DType found = dtype;
    for (Object value : values) {
      found = found == null && value instanceof Operand operand ? operand.dtype() : found;
    }
    try (NameScope scope = NameScope.enter(name)) {
      return DEF.call(
          scope.name(), Attrs.none(), tensors(values, found, "").toArray(Operand[]::new));
    }
  }

  /** All of one type: that of the first that is a tensor. */
  static List<Tensor> tensors(List<?> values, @Nullable DType dtype, String name) {
    DType wish = dtype;
    for (Object value : values) {
      wish = wish == null && value instanceof Operand operand ? operand.dtype() : wish;
    }
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String itemName = name + i;
      out.add(
          wish == null
              ? ToTensor.of(values.get(i), null, itemName)
              : ToTensor.beside(wish, values.get(i), itemName));
    }
    return out;
  }

  private static List<Shape> infer(InferCall call) {
    Shape item = call.shape(0);
    for (int i = 1; i < call.numInputs(); i++) {
      Shape merged = Dims.merged(item, call.shape(i));
      if (merged == null) {
        throw call.invalid(
            "all shapes must be equal; input 0 has %s, input %d has %s", item, i, call.shape(i));
      }
      item = merged;
    }
    if (!item.hasKnownRank()) {
      return List.of(item);
    }
    int axis = Dims.axis(call.<Long>attr("axis"), item.rank() + 1, call::invalid);
    return List.of(packed(item, axis, call.numInputs()));
  }

  private static Shape packed(Shape item, int axis, int count) {
    return Dims.joined(
        Dims.part(item, 0, axis), Shape.of(count), Dims.part(item, axis, item.rank()));
  }

  private static EagerTensor compute(KernelCall call) {
    List<EagerTensor> inputs = call.inputsFrom(0);
    Shape item = inputs.get(0).shape();
    for (EagerTensor input : inputs) {
      if (!input.shape().equals(item)) {
        throw call.invalid("all shapes must be equal; there are %s and %s", item, input.shape());
      }
    }
    int axis = Dims.axis(call.<Long>attr("axis"), item.rank() + 1, call::invalid);
    long[] extents = new long[inputs.size()];
    Arrays.fill(extents, 1);
    return Joining.along(axis, packed(item, axis, inputs.size()), inputs, extents);
  }
}
