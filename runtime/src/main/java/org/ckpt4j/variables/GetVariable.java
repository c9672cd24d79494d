package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The forms in which programs ask the current scope for a variable. */
public final class GetVariable {
  private GetVariable() {}

  public static Variable of(String name, GetVariableOption... options) {
    return VariableScope.current().getVariable(name, options);
  }

  public static Variable of(
      String name, Shape shape, @Nullable DType dtype, GetVariableOption... options) {
    List<GetVariableOption> all = new ArrayList<>();
    all.add(new Shaped(shape));
    if (dtype != null) {
      all.add(new Typed(dtype));
    }
    all.addAll(Arrays.asList(options));
    return of(name, all.toArray(GetVariableOption[]::new));
  }

  /** A variable or its parts, whichever the request leads to. */
  public static Operand any(String name, GetVariableOption... options) {
    return VariableScope.current().get(VariableRequest.of(name, options));
  }

  /**
   * @throws TypeError if no partitioner cuts it
   */
  public static PartitionedVariable partitioned(
      String name, Shape shape, GetVariableOption... options) {
    List<GetVariableOption> all = new ArrayList<>(List.of(new Shaped(shape)));
    all.addAll(Arrays.asList(options));
    if (any(name, all.toArray(GetVariableOption[]::new)) instanceof PartitionedVariable parts) {
      return parts;
    }
    throw new TypeError("variable \"%s\" is not partitioned; use getVariable".formatted(name));
  }

  /** A variable that is not trainable and belongs to the local ones, whatever its options say. */
  public static Variable local(String name, GetVariableOption... options) {
    return of(name, asLocal(options));
  }

  /** As {@link #local}, a variable or its parts. */
  public static Operand anyLocal(String name, GetVariableOption... options) {
    return any(name, asLocal(options));
  }

  private static GetVariableOption[] asLocal(GetVariableOption... options) {
    List<GetVariableOption> all = new ArrayList<>(Arrays.asList(options));
    List<String> keys = new ArrayList<>();
    for (GetVariableOption option : options) {
      if (option instanceof Collections given) {
        keys.addAll(given.keys());
      }
    }
    keys.add(GraphKeys.LOCAL_VARIABLES);
    all.add(new Collections(keys));
    all.add(new Trainable(false));
    return all.toArray(GetVariableOption[]::new);
  }
}
