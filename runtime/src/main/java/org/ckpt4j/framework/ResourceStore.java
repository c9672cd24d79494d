package org.ckpt4j.framework;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.tensor.TensorSpec;

/**
 * The variables of one session, by shared name; the eager world's are held by their handles alone.
 *
 * <p>Safe for use by several threads.
 */
public final class ResourceStore {
  private final Map<String, VariableHandle> variables = new ConcurrentHashMap<>();
  private final Map<String, Object> others = new ConcurrentHashMap<>();

  /**
   * The variable of this name, made without a value if there is none.
   *
   * @throws InvalidArgumentError if there is one of another type
   */
  public VariableHandle variable(String sharedName, TensorSpec spec) {
    VariableHandle found =
        variables.computeIfAbsent(sharedName, name -> new VariableHandle(name, spec));
    if (found.spec().dtype() != spec.dtype()) {
      throw new InvalidArgumentError(
          "two variables share the name \"%s\", one of %s and one of %s"
              .formatted(sharedName, found.spec(), spec));
    }
    return found;
  }

  /**
   * The resource of this kind and name that is no variable, made by {@code maker} if there is none.
   */
  public <T> T resource(Class<T> kind, String name, Supplier<T> maker) {
    return kind.cast(others.computeIfAbsent(kind.getName() + "/" + name, absent -> maker.get()));
  }

  /** A variable that only its handle leads to. */
  public static VariableHandle anonymousVariable(String name, TensorSpec spec) {
    return new VariableHandle(name, spec);
  }

  /** Forgets everything. */
  public void clear() {
    variables.clear();
    others.clear();
  }
}
