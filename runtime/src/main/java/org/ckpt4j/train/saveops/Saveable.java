package org.ckpt4j.train.saveops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * What is saved and restored as one: some values under their keys, and how they are taken back.
 *
 * <p>Counterpart: {@code SaveableObject}.
 *
 * @param object what owns the values
 * @param name the name it is known by in errors and sorting
 * @param specs the values, named by their keys
 * @param localNames for each value, the name the object has for it
 */
public record Saveable(
    Trackable object, String name, List<SaveSpec> specs, List<String> localNames) {
  public Saveable {
    specs = List.copyOf(specs);
    localNames = List.copyOf(localNames);
    if (specs.size() != localNames.size()) {
      throw new IllegalArgumentException(
          "%d values, %d local names".formatted(specs.size(), localNames.size()));
    }
  }

  /** A single variable under a key of any kind. */
  public static Saveable ofVariable(Trackable variable, SaveSpec spec) {
    return new Saveable(variable, spec.name(), List.of(spec), List.of(SaveSpec.VARIABLE_VALUE));
  }

  /** In a graph, by name, TF saves the read that came with the variable, and adds none. */
  public static SaveSpec ownRead(Trackable object, SaveSpec spec) {
    return object instanceof Variable variable && !Contexts.current().isEager()
        ? new SaveSpec(
            spec.name(),
            spec.slice(),
            spec.dtype(),
            spec.device(),
            variable.isResource() ? variable::graphElement : variable::handle)
        : spec;
  }

  /** Assigns; gives the node that does it in a graph. */
  public @Nullable Node restore(List<? extends Tensor> values) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(localNames.get(i), values.get(i));
    }
    return object.restoreFromTensors(byName);
  }
}
