package org.ckpt4j.variables;

import org.ckpt4j.framework.Operand;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.VariableScopeOption;

/** Stands between {@code getVariable} and the store: may change the request, or what comes back. */
@FunctionalInterface
public interface CustomGetter extends GetVariableOption, VariableScopeOption {
  /** What the custom getter calls to go on. */
  @FunctionalInterface
  interface Getter {
    Operand get(VariableRequest request);
  }

  Operand get(Getter next, VariableRequest request);

  /** This one called first, with {@code outer} as what it goes on to. */
  default CustomGetter around(CustomGetter outer) {
    return (next, request) -> get(inner -> outer.get(next, inner), request);
  }
}
