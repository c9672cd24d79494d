package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.CodePoints;
import org.ckpt4j.train.saveops.Saveable;
import org.ckpt4j.variables.PartitionedVariable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Which values a {@code Saver} saves under which names, in the order in which they are saved.
 *
 * <p>Counterpart: {@code op_list_to_dict} and {@code validate_and_slice_inputs}.
 */
final class SaveableNames {
  private SaveableNames() {}

  /**
   * @param variables a map of names, or a (nested) list
   * @throws TypeError for what cannot be saved by name
   * @throws IllegalArgumentException if names or variables are not unique
   */
  static List<Saveable> of(Object variables) {
    Map<String, Object> byName = new TreeMap<>(CodePoints.ORDER);
    if (variables instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (!(name instanceof String text)) {
              throw new TypeError("names to save under are strings; " + name + " is not");
            }
            byName.put(text, value);
          });
    } else if (variables instanceof Collection<?> list) {
      nameAll(list, byName);
    } else {
      throw new TypeError(
          "variables to save are given as a list or a map of names; %s is neither"
              .formatted(variables));
    }
    List<Saveable> saveables = new ArrayList<>();
    byName.forEach((name, value) -> saveables.addAll(toSaveables(name, value)));
    Set<Trackable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Saveable saveable : saveables) {
      if (!seen.add(saveable.object())) {
        throw new IllegalArgumentException(
            "%s is to be saved under two names, the second \"%s\"; give it one"
                .formatted(saveable.object(), saveable.name()));
      }
    }
    return saveables;
  }

  private record Item(String sortName, Object value) {}

  private static void nameAll(Collection<?> list, Map<String, Object> byName) {
    List<Item> items = new ArrayList<>();
    flatten(list, items);
    items.sort(Comparator.comparing(Item::sortName, CodePoints.ORDER));
    for (Item item : items) {
      if (item.value() instanceof Saveable saveable) {
        byName.put(saveable.name(), saveable);
      } else if (item.value() instanceof PartitionedVariable whole) {
        putNew(whole.name(), whole, byName);
      } else if (item.value() instanceof Variable variable) {
        nameVariable(variable, byName);
      } else if (item.value() instanceof Trackable object) {
        // In a list, the names an object has for its values are all there is to key them by.
        owned("", object).forEach(saveable -> putNew(object.fullName(), saveable, byName));
      }
    }
  }

  private static void flatten(@Nullable Object value, List<Item> items) {
    if (value instanceof Saveable saveable) {
      items.add(new Item(saveable.name(), saveable));
    } else if (value instanceof PartitionedVariable whole) {
      items.add(new Item(whole.name(), whole));
    } else if (value instanceof Variable variable) {
      items.add(new Item(variable.name(), variable));
    } else if (value instanceof Collection<?> nested) {
      nested.forEach(each -> flatten(each, items));
    } else if (value instanceof Map<?, ?> nested) {
      nested.values().forEach(each -> flatten(each, items));
    } else if (value instanceof Trackable object && object.serializeToTensors().isEmpty()) {
      // An object that owns no values adds nothing; its children are not looked at.
    } else if (value instanceof Trackable object && !object.fullName().isEmpty()) {
      items.add(new Item(object.fullName(), object));
    } else {
      throw new TypeError(
          "%s cannot be saved by name; a Saver takes variables, Checkpoint takes objects"
              .formatted(value));
    }
  }

  private static void nameVariable(Variable variable, Map<String, Object> byName) {
    String name = variable.fullName();
    if (variable.saveSliceInfo().isPresent()) {
      Object parts = byName.computeIfAbsent(name, key -> new ArrayList<Variable>());
      if (!(parts instanceof List<?>)) {
        throw new IllegalArgumentException(
            "\"%s\" is a variable and the name of a partitioned one; both cannot be saved under it"
                .formatted(name));
      }
      @SuppressWarnings("unchecked")
      List<Variable> list = (List<Variable>) parts;
      list.add(variable);
    } else if (!Contexts.current().isEager() || byName.get(name) != variable) {
      putNew(name, variable, byName);
    }
  }

  private static void putNew(String name, Object value, Map<String, Object> byName) {
    if (byName.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          "two variables are named \"%s\"; name them in a map to save both".formatted(name));
    }
  }

  private static List<Saveable> toSaveables(String name, @Nullable Object value) {
    if (value instanceof Saveable saveable) {
      return List.of(saveable);
    } else if (value instanceof PartitionedVariable whole) {
      return parts(name, whole.parts());
    } else if (value instanceof List<?> list) {
      return parts(name, list);
    } else if (value instanceof Variable variable) {
      return List.of(whole(name, variable));
    } else if (value instanceof Trackable object) {
      return owned(name, object);
    }
    throw new TypeError(
        "\"%s\" names %s, which is no variable; name variables, or lists of the parts of one"
            .formatted(name, value));
  }

  private static Saveable whole(String name, Variable variable) {
    return Saveable.ofVariable(
        variable, Saveable.ownRead(variable, onlyValue(variable).named(name)));
  }

  private static List<Saveable> parts(String name, List<?> values) {
    List<Saveable> saveables = new ArrayList<>();
    String whole = null;
    for (Object value : values) {
      if (value instanceof Saveable saveable) {
        saveables.add(saveable);
        continue;
      }
      if (!(value instanceof Variable part) || part.saveSliceInfo().isEmpty()) {
        throw new IllegalArgumentException(
            "\"%s\" names a list, which may hold only the parts of one partitioned variable; %s is none"
                .formatted(name, value));
      }
      var slice = part.saveSliceInfo().orElseThrow();
      if (whole != null && !whole.equals(slice.fullName())) {
        throw new IllegalArgumentException(
            "\"%s\" names parts of two variables, \"%s\" and \"%s\""
                .formatted(name, whole, slice.fullName()));
      }
      whole = slice.fullName();
      SaveSpec spec = onlyValue(part);
      saveables.add(
          Saveable.ofVariable(
              part, new SaveSpec(name, slice.spec(), spec.dtype(), spec.device(), spec.value())));
    }
    return saveables;
  }

  private static SaveSpec onlyValue(Variable variable) {
    return variable.serializeToTensors().get(0);
  }

  private static List<Saveable> owned(String name, Trackable object) {
    List<SaveSpec> specs = new ArrayList<>();
    List<String> localNames = new ArrayList<>();
    for (SaveSpec spec : object.serializeToTensors()) {
      specs.add(spec.named(name + CheckpointKeys.escape(spec.name())));
      localNames.add(spec.name());
    }
    return specs.isEmpty() ? List.of() : List.of(new Saveable(object, name, specs, localNames));
  }
}
