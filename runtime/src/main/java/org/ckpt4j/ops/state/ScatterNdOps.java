package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * Operations that change elements or slices of a variable, chosen by index vectors: {@code
 * ScatterNdAdd} and its kin by reference, {@code ResourceScatterNdAdd} and its kin by handle.
 */
public final class ScatterNdOps {
  private static final List<ElementUpdate> UPDATES =
      List.of(
          ElementUpdate.ADD,
          ElementUpdate.SUB,
          ElementUpdate.UPDATE,
          ElementUpdate.MIN,
          ElementUpdate.MAX);

  private static final Map<ElementUpdate, OpDef> BY_HANDLE = new EnumMap<>(ElementUpdate.class);
  private static final Map<ElementUpdate, OpDef> BY_REFERENCE = new EnumMap<>(ElementUpdate.class);

  static {
    for (ElementUpdate update : UPDATES) {
      BY_HANDLE.put(update, byHandle(update));
      BY_REFERENCE.put(update, byReference(update));
    }
  }

  private ScatterNdOps() {}

  private static OpDef byHandle(ElementUpdate update) {
    return OpDef.named("ResourceScatterNd" + update.suffix())
        .inputs("ref: resource", "indices: Tindices", "updates: T")
        .attr("Tindices", AttrKind.TYPE)
        .allow("Tindices", VariableTypes.indices())
        .attr("use_locking", AttrKind.BOOL, true)
        .stateful()
        .infer(
            call -> {
              infer(call);
              return List.of();
            })
        .act(call -> scatter(call, update, false))
        .noGradient()
        .build();
  }

  private static OpDef byReference(ElementUpdate update) {
    OpDef.Builder builder =
        OpDef.named("ScatterNd" + update.suffix())
            .inputs("ref: Ref(T)", "indices: Tindices", "updates: T")
            .outputs("output_ref: Ref(T)")
            .attr("Tindices", AttrKind.TYPE)
            .allow("Tindices", VariableTypes.indices())
            .attr("use_locking", AttrKind.BOOL, update == ElementUpdate.UPDATE)
            .infer(call -> List.of(infer(call)))
            .compute(
                call -> {
                  scatter(call, update, true);
                  return EagerTensor.ofReference(call.variable(0));
                });
    if (update != ElementUpdate.UPDATE) {
      builder.allow("T", VariableTypes.numbers());
    }
    boolean registered = update != ElementUpdate.MIN && update != ElementUpdate.MAX;
    return (registered ? builder.notDifferentiable() : builder.noGradient()).build();
  }

  static List<OpDef> defs() {
    List<OpDef> all = new ArrayList<>(BY_HANDLE.values());
    all.addAll(BY_REFERENCE.values());
    return all;
  }

  /** Adds updates at the places that index vectors name. */
  public static Node add(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.ADD, name, variable, indices, updates);
  }

  /** Subtracts updates at the places that index vectors name. */
  public static Node sub(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.SUB, name, variable, indices, updates);
  }

  /** Puts updates to the places that index vectors name. */
  public static Node update(
      @Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.UPDATE, name, variable, indices, updates);
  }

  private static Node apply(
      ElementUpdate update,
      @Nullable String name,
      Tensor variable,
      Tensor indices,
      Tensor updates) {
    Map<ElementUpdate, OpDef> defs = variable.isReference() ? BY_REFERENCE : BY_HANDLE;
    return defs.get(update).run(name, Attrs.none(), List.of(variable, indices, updates));
  }

  private static Shape infer(InferCall call) {
    Shape variable = StateShapes.ofVariable(call, 0);
    Shape indices = call.shape(1);
    Shape updates = call.shape(2);
    if (indices.hasKnownRank() && indices.rank() == 0) {
      throw call.invalid("indices must have a rank of at least 1");
    }
    if (!variable.hasKnownRank() || !indices.hasKnownRank() || !updates.hasKnownRank()) {
      return variable;
    }
    int outer = indices.rank() - 1;
    if (updates.rank() < outer
        || !StateShapes.part(indices, 0, outer)
            .isCompatibleWith(StateShapes.part(updates, 0, outer))) {
      throw call.invalid("indices of shape %s have updates of shape %s", indices, updates);
    }
    long depth = indices.dim(outer);
    if (depth >= 0 && depth <= variable.rank()) {
      Shape slice = StateShapes.part(variable, (int) depth, variable.rank());
      if (!slice.isCompatibleWith(StateShapes.part(updates, outer, updates.rank()))) {
        throw call.invalid(
            "updates of shape %s for indices of shape %s into a variable of shape %s",
            updates, indices, variable);
      }
    }
    return variable;
  }

  private static void scatter(KernelCall call, ElementUpdate update, boolean reference) {
    VariableHandle variable = VariableElements.require(call, reference);
    EagerTensor indices = call.input(1);
    EagerTensor updates = call.input(2);
    synchronized (variable) {
      EagerTensor before = variable.read();
      VariableElements.requireType(variable, before, updates.dtype());
      int[] offsets = IndexVectors.offsets(call.def().name(), before.shape(), indices);
      int depth = (int) indices.shape().dim(indices.shape().rank() - 1);
      Shape slice = StateShapes.part(before.shape(), depth, before.shape().rank());
      Shape wanted =
          StateShapes.join(StateShapes.part(indices.shape(), 0, indices.shape().rank() - 1), slice);
      if (!wanted.equals(updates.shape())) {
        throw new InvalidArgumentError(
            "%s: variable \"%s\" of shape %s takes updates of shape %s for these indices, given %s"
                .formatted(
                    call.def().name(), variable.name(), before.shape(), wanted, updates.shape()));
      }
      if (offsets.length == 0) {
        return;
      }
      int length = (int) slice.numElements();
      if (!before.dtype().isFixedWidth()) {
        variable.write(strings(before, offsets, length, updates));
        return;
      }
      ByteBuffer from = ElementArrays.bytes(updates);
      VariableElements.change(
          variable,
          updates.dtype(),
          elements -> {
            for (int i = 0; i < offsets.length; i++) {
              update.apply(
                  elements.dtype(), elements.bytes(), offsets[i], from, i * length, length, false);
            }
          });
    }
  }

  private static EagerTensor strings(
      EagerTensor before, int[] offsets, int length, EagerTensor updates) {
    List<TensorBytes> elements = new ArrayList<>(before.raw().elements());
    for (int i = 0; i < offsets.length; i++) {
      for (int k = 0; k < length; k++) {
        elements.set(offsets[i] + k, updates.raw().elements().get(i * length + k));
      }
    }
    return EagerTensor.of(RawTensor.ofElements(before.dtype(), before.shape(), elements));
  }
}
