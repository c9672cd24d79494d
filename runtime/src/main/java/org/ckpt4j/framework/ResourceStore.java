package org.ckpt4j.framework;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ckpt4j.tensor.TensorSpec;

/**
 * The variables of one session, by shared name; the eager world's are held by their handles alone.
 *
 * <p>Safe for use by several threads.
 */
public final class ResourceStore {
  private final Map<String, VariableHandle> variables = new ConcurrentHashMap<>();

  /** The variable of this name, made without a value if there is none. */
  public VariableHandle variable(String sharedName, TensorSpec spec) {
    return variables.computeIfAbsent(sharedName, name -> new VariableHandle(name, spec));
  }

  /** A variable that only its handle leads to. */
  public static VariableHandle anonymousVariable(String name, TensorSpec spec) {
    return new VariableHandle(name, spec);
  }

  /** Forgets everything. */
  public void clear() {
    variables.clear();
  }
}
