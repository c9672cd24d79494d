package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Fill;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.options.DefaultName;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.trackable.PendingRestore;
import org.ckpt4j.variables.InitialValue;
import org.ckpt4j.variables.Initializer;
import org.ckpt4j.variables.Initializers;
import org.ckpt4j.variables.SaveSliceInfo;
import org.ckpt4j.variables.Variable;
import org.ckpt4j.variables.VariableScope;
import org.jspecify.annotations.Nullable;

/**
 * The variables that an optimizer, or a moving average, keeps beside others: named below the
 * variable they belong to, {@code w/Adam}, and made unique, {@code w/Adam_1}.
 */
final class Slots {
  private final Map<String, Map<Object, Variable>> slots = new LinkedHashMap<>();
  private final Map<String, Map<Object, List<PendingRestore>>> waiting = new HashMap<>();

  /** What tells variables apart: where the value is kept, or the node that stands for it. */
  static Object key(Variable variable) {
    Tensor handle = variable.handle();
    return handle instanceof EagerTensor eager ? eager.variable() : handle.op();
  }

  List<String> names() {
    return List.copyOf(new TreeSet<>(slots.keySet()));
  }

  List<Variable> all() {
    return slots.values().stream().flatMap(each -> each.values().stream()).toList();
  }

  @Nullable Variable find(Variable variable, String slotName) {
    return slots.getOrDefault(slotName, Map.of()).get(key(variable));
  }

  /** The slot, made by an initializer if it is not there. */
  Variable getOrMake(
      Variable variable, Initializer initializer, String slotName, String operationName) {
    return slots
        .computeIfAbsent(slotName, absent -> new IdentityHashMap<>())
        .computeIfAbsent(
            key(variable),
            absent ->
                restored(
                    variable,
                    slotName,
                    create(
                        variable,
                        operationName,
                        initializer,
                        new Shaped(variable.shape()),
                        new Typed(variable.dtype()))));
  }

  /** The slot, with a given first value if it is not there. */
  Variable getOrMake(Variable variable, Tensor value, String slotName, String operationName) {
    return slots
        .computeIfAbsent(slotName, absent -> new IdentityHashMap<>())
        .computeIfAbsent(
            key(variable),
            absent ->
                restored(
                    variable, slotName, create(variable, operationName, new InitialValue(value))));
  }

  /** A variable below a variable's name, and placed with it, or below a tensor's. */
  static Variable create(Operand primary, String name, GetVariableOption... options) {
    List<GetVariableOption> all = new ArrayList<>(List.of(options));
    all.add(new Trainable(false));
    if (!(primary instanceof Variable variable)) {
      return createBelow(primary.op().name() + "/" + name, all);
    }
    String prefix = withoutIndex(variable.name());
    all.add(new UseResource(variable.isResource()));
    try (Scope placed = Contexts.current().enterColocation(variable)) {
      Variable slot = createBelow(prefix + "/" + name, all);
      variable.saveSliceInfo().ifPresent(part -> cutLike(part, prefix, slot));
      return slot;
    }
  }

  private static Variable createBelow(String prefix, List<GetVariableOption> options) {
    try (var scope = VariableScope.enter(new DefaultName(prefix))) {
      return VariableScope.current().getVariable("", options.toArray(GetVariableOption[]::new));
    }
  }

  private static String withoutIndex(String tensorName) {
    return tensorName.substring(0, tensorName.lastIndexOf(':'));
  }

  /** The slot of a part of a variable is the same part of the whole variable's slot. */
  private static void cutLike(SaveSliceInfo part, String prefix, Variable slot) {
    int rank = slot.shape().rank();
    if (rank > 0) {
      String slotName = withoutIndex(slot.name()).substring(prefix.length() + 1);
      slot.setSaveSliceInfo(
          new SaveSliceInfo(
              part.fullName() + "/" + slotName,
              Shape.of(Arrays.copyOf(part.fullShape().dims(), rank)),
              part.offset().subList(0, rank),
              Shape.of(Arrays.copyOf(part.shape().dims(), rank))));
    }
  }

  /**
   * Zeros below a tensor's or a variable's name, of its shape, which may show only when it runs.
   */
  static Variable createZeros(Operand primary, String name, DType dtype) {
    if (primary.shape().isFullyDefined()) {
      return create(
          primary, name, new Shaped(primary.shape()), new Typed(dtype), Initializers.zeros());
    }
    Tensor like =
        primary instanceof Variable variable
            ? MovingAverages.currentOrInitial(variable)
            : primary.asTensor();
    Tensor zeros =
        Fill.of(ShapeOp.of(like), EagerTensor.of(org.ckpt4j.ops.array.Constants.zero(dtype)));
    return create(primary, name, new InitialValue(zeros));
  }

  private Variable restored(Variable variable, String slotName, Variable slot) {
    List<PendingRestore> restores =
        waiting.getOrDefault(slotName, Map.of()).getOrDefault(key(variable), List.of());
    restores.stream()
        .sorted(Comparator.comparingLong(PendingRestore::restoreId).reversed())
        .forEach(restore -> restore.restoreInto(slot));
    if (!restores.isEmpty()) {
      waiting.get(slotName).remove(key(variable));
    }
    return slot;
  }

  /** The slot for a saved value, made now if the program is eager, or null: then it waits. */
  @Nullable Variable restore(
      PendingRestore saved, Variable variable, String slotName, String operationName) {
    Variable found = find(variable, slotName);
    if (found != null) {
      return found;
    }
    if (Contexts.current().isEager() && saved.simpleVariable() != null) {
      return getOrMake(
          variable,
          (Shape shape, DType dtype, org.ckpt4j.variables.@Nullable PartitionInfo partition) ->
              saved.value(),
          slotName,
          operationName);
    }
    waiting
        .computeIfAbsent(slotName, absent -> new HashMap<>())
        .computeIfAbsent(key(variable), absent -> new ArrayList<>())
        .add(saved);
    return null;
  }
}
