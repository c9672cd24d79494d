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
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * Operations that change rows of a variable, chosen by their first index: {@code ScatterAdd} and
 * its kin by reference, {@code ResourceScatterAdd} and its kin by handle.
 *
 * <p>Updates come one for each index, of the shape of a row, or as one number for all. Rows named
 * twice are changed twice, in order.
 */
public final class ScatterOps {
  private static final Map<ElementUpdate, OpDef> BY_HANDLE = new EnumMap<>(ElementUpdate.class);
  private static final Map<ElementUpdate, OpDef> BY_REFERENCE = new EnumMap<>(ElementUpdate.class);

  static {
    for (ElementUpdate update : ElementUpdate.values()) {
      BY_HANDLE.put(update, byHandle(update));
      BY_REFERENCE.put(update, byReference(update));
    }
  }

  private ScatterOps() {}

  private static OpDef byHandle(ElementUpdate update) {
    OpDef.Builder builder =
        OpDef.named("ResourceScatter" + update.suffix())
            .inputs("resource: resource", "indices: Tindices", "updates: dtype")
            .attr("dtype", AttrKind.TYPE)
            .attr("Tindices", AttrKind.TYPE)
            .allow("Tindices", VariableTypes.indices())
            .stateful()
            .act(call -> scatter(call, update, false))
            .infer(
                call -> {
                  infer(call);
                  return List.of();
                });
    if (update != ElementUpdate.UPDATE) {
      builder.allow("dtype", VariableTypes.numbers());
    }
    return builder.noGradient().build();
  }

  private static OpDef byReference(ElementUpdate update) {
    OpDef.Builder builder =
        OpDef.named("Scatter" + update.suffix())
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
    if (update == ElementUpdate.MIN || update == ElementUpdate.MAX) {
      builder.allow(
          "T",
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.INT32,
          DType.INT64);
    } else if (update != ElementUpdate.UPDATE) {
      builder.allow("T", VariableTypes.numbers());
    }
    boolean registered =
        update != ElementUpdate.MIN
            && update != ElementUpdate.MAX
            && update != ElementUpdate.UPDATE;
    return (registered ? builder.notDifferentiable() : builder.noGradient()).build();
  }

  static List<OpDef> defs() {
    List<OpDef> all = new ArrayList<>(BY_HANDLE.values());
    all.addAll(BY_REFERENCE.values());
    return all;
  }

  /** Adds to rows of the variable behind a handle or reference; a reference is given back. */
  public static Node add(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.ADD, name, variable, indices, updates);
  }

  /** Subtracts from rows. */
  public static Node sub(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.SUB, name, variable, indices, updates);
  }

  /** Multiplies rows. */
  public static Node mul(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.MUL, name, variable, indices, updates);
  }

  /** Divides rows. */
  public static Node div(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.DIV, name, variable, indices, updates);
  }

  /** The lesser of both. */
  public static Node min(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.MIN, name, variable, indices, updates);
  }

  /** The greater of both. */
  public static Node max(@Nullable String name, Tensor variable, Tensor indices, Tensor updates) {
    return apply(ElementUpdate.MAX, name, variable, indices, updates);
  }

  /** Replaces rows. */
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
    if (variable.hasKnownRank() && variable.rank() == 0) {
      throw call.invalid("a scalar has no rows to scatter into");
    }
    if (!updates.hasKnownRank()
        || updates.rank() == 0
        || !variable.hasKnownRank()
        || !indices.hasKnownRank()) {
      return variable;
    }
    Shape wanted = StateShapes.join(indices, StateShapes.part(variable, 1, variable.rank()));
    if (!wanted.isCompatibleWith(updates)) {
      throw call.invalid(
          "updates of shape %s for indices of shape %s and a variable of shape %s; they must be %s",
          updates, indices, variable, wanted);
    }
    return variable;
  }

  private static void scatter(KernelCall call, ElementUpdate update, boolean reference) {
    VariableHandle variable = VariableElements.require(call, reference);
    long[] indices = ElementArrays.longs(call.input(1));
    EagerTensor updates = call.input(2);
    synchronized (variable) {
      EagerTensor before = variable.read();
      VariableElements.requireType(variable, before, updates.dtype());
      boolean single = updates.shape().isScalar();
      check(call, variable, before.shape(), indices, updates.shape());
      if (indices.length == 0) {
        return;
      }
      if (!before.dtype().isFixedWidth()) {
        variable.write(strings(before, indices, updates));
        return;
      }
      if (update == ElementUpdate.DIV && !reference) {
        requireNonZero(call, updates);
      }
      if (update == ElementUpdate.DIV && updates.dtype().isInteger()) {
        requireNonZero(call, updates);
      }
      ByteBuffer from = ElementArrays.bytes(updates);
      int row = rowLength(before.shape());
      VariableElements.change(
          variable,
          updates.dtype(),
          elements -> {
            for (int i = 0; i < indices.length; i++) {
              int at = (int) indices[i] * row;
              int first = single ? 0 : i * row;
              update.apply(elements.dtype(), elements.bytes(), at, from, first, row, single);
            }
          });
    }
  }

  private static int rowLength(Shape shape) {
    return shape.dim(0) == 0 ? 0 : (int) (shape.numElements() / shape.dim(0));
  }

  private static void check(
      KernelCall call, VariableHandle variable, Shape shape, long[] indices, Shape updates) {
    if (shape.rank() == 0) {
      throw new InvalidArgumentError(
          "%s: variable \"%s\" is a scalar and has no rows"
              .formatted(call.def().name(), variable.name()));
    }
    if (!updates.isScalar()) {
      Shape wanted =
          StateShapes.join(call.input(1).shape(), StateShapes.part(shape, 1, shape.rank()));
      if (!wanted.equals(updates)) {
        throw new InvalidArgumentError(
            "%s: variable \"%s\" of shape %s takes updates of shape %s for these indices, given %s"
                .formatted(call.def().name(), variable.name(), shape, wanted, updates));
      }
    }
    for (long index : indices) {
      if (index < 0 || index >= shape.dim(0)) {
        throw new InvalidArgumentError(
            "%s: index %d is not among the %d rows of variable \"%s\""
                .formatted(call.def().name(), index, shape.dim(0), variable.name()));
      }
    }
  }

  // By handle, TF refuses any zero divisor, of floats too.
  private static void requireNonZero(KernelCall call, EagerTensor updates) {
    boolean zero = false;
    if (updates.dtype().isFloating()) {
      for (double each : ElementArrays.doubles(updates)) {
        zero |= each == 0;
      }
    } else if (!updates.dtype().isComplex()) {
      for (long each : ElementArrays.longs(updates)) {
        zero |= each == 0;
      }
    }
    if (zero) {
      throw new InvalidArgumentError(call.def().name() + ": a divisor is zero");
    }
  }

  private static EagerTensor strings(EagerTensor before, long[] indices, EagerTensor updates) {
    List<TensorBytes> elements = new ArrayList<>(before.raw().elements());
    List<TensorBytes> from = updates.raw().elements();
    int row = rowLength(before.shape());
    for (int i = 0; i < indices.length; i++) {
      for (int k = 0; k < row; k++) {
        elements.set(
            (int) indices[i] * row + k, from.get(updates.shape().isScalar() ? 0 : i * row + k));
      }
    }
    return EagerTensor.of(RawTensor.ofElements(before.dtype(), before.shape(), elements));
  }
}
