package org.ckpt4j.train.optimizers;

import java.util.ArrayList;
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

  /** A variable below {@code primary}, placed with it. */
  static Variable create(Variable primary, String name, GetVariableOption... options) {
    String prefix = primary.name().substring(0, primary.name().lastIndexOf(':'));
    List<GetVariableOption> all = new ArrayList<>(List.of(options));
    all.add(new Trainable(false));
    all.add(new UseResource(primary.isResource()));
    try (var scope = VariableScope.enter(new DefaultName(prefix + "/" + name));
        Scope placed = Contexts.current().enterColocation(primary)) {
      return VariableScope.current().getVariable("", all.toArray(GetVariableOption[]::new));
    }
  }

  /** Zeros below a tensor's or a variable's name. */
  static Variable createZeros(Operand primary, String name) {
    if (primary instanceof Variable variable) {
      return create(
          variable,
          name,
          new Shaped(variable.shape()),
          new Typed(variable.dtype()),
          Initializers.zeros());
    }
    if (!primary.shape().isFullyDefined()) {
      throw new UnsupportedOperationException(
          "zeros beside %s, whose shape is not fully known, are not supported yet"
              .formatted(primary));
    }
    try (var scope = VariableScope.enter(new DefaultName(primary.op().name() + "/" + name))) {
      return VariableScope.current()
          .getVariable(
              "",
              new Shaped(primary.shape()),
              new Typed(primary.dtype()),
              Initializers.zeros(),
              new Trainable(false));
    }
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
