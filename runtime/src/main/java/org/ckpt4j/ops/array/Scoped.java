package org.ckpt4j.ops.array;

import java.util.function.Function;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;

/**
 * Calls of operations as Python's functions make them: within a name scope of the node's own name,
 * so that constants made of Java values are named after it.
 */
public final class Scoped {
  private Scoped() {}

  /**
   * @param name the node's name if the options have none
   * @param body makes the nodes; gets the name for the last of them
   */
  public static <T> T call(OpOption[] options, String name, Function<String, T> body) {
    try (NameScope scope = NameScope.enter(Named.among(options, name))) {
      return body.apply(scope.name());
    }
  }
}
