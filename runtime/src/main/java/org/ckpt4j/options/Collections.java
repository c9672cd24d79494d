package org.ckpt4j.options;

import java.util.List;

/** The collections a variable is added to, instead of the global variables. */
public record Collections(List<String> keys) implements VariableOption, GetVariableOption {
  public Collections {
    keys = List.copyOf(keys);
  }
}
