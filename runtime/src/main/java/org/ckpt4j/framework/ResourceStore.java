package org.ckpt4j.framework;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.tensor.TensorSpec;

/**
 * The variables of one session, by shared name; the eager world's are held by their handles alone.
 *
 * <p>Safe for use by several threads. A value that a variable gave up is closed when the runs are
 * over that may have read it.
 */
public final class ResourceStore {
  private final Map<String, VariableHandle> variables = new ConcurrentHashMap<>();
  private final Map<String, Object> others = new ConcurrentHashMap<>();
  private final ArrayDeque<Retired> retired = new ArrayDeque<>();
  private final List<Long> running = new ArrayList<>();
  private final ArrayPool arrays = new ArrayPool();
  private long clock;

  private record Retired(long at, EagerTensor value) {}

  /**
   * The variable of this name, made without a value if there is none.
   *
   * @throws InvalidArgumentError if there is one of another type
   */
  public VariableHandle variable(String sharedName, TensorSpec spec) {
    VariableHandle found = variables.get(sharedName);
    if (found == null) {
      found = variables.computeIfAbsent(sharedName, name -> new VariableHandle(name, spec, this));
    }
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
    return kind.cast(others.computeIfAbsent(key(kind, name), absent -> maker.get()));
  }

  /**
   * The resource of this kind and name.
   *
   * @throws NotFoundError if there is none
   */
  public <T> T require(Class<T> kind, String name) {
    Object found = others.get(key(kind, name));
    if (found == null) {
      throw new NotFoundError("no %s of name \"%s\"".formatted(kind.getSimpleName(), name));
    }
    return kind.cast(found);
  }

  private static String key(Class<?> kind, String name) {
    return kind.getName() + "/" + name;
  }

  /** Forgets the resources of this kind. */
  public void forget(Class<?> kind) {
    others.keySet().removeIf(key -> key.startsWith(kind.getName() + "/"));
  }

  /** A variable that only its handle leads to. */
  public static VariableHandle anonymousVariable(String name, TensorSpec spec) {
    return new VariableHandle(name, spec, null);
  }

  /** Says that a run begins, which may read any value that is there; gives what ends it. */
  public synchronized long runBegins() {
    long now = clock++;
    running.add(now);
    return now;
  }

  /** Closes the values that were given up and that no run still going on can have read. */
  public void runEnds(long began) {
    List<EagerTensor> closed = new ArrayList<>();
    synchronized (this) {
      running.remove((Long) began);
      long oldest = running.isEmpty() ? Long.MAX_VALUE : running.get(0);
      while (!retired.isEmpty() && retired.peek().at <= oldest) {
        closed.add(retired.remove().value);
      }
    }
    closed.forEach(EagerTensor::release);
    arrays.runEnded();
  }

  /** The memory that its runs use again and again. */
  public ArrayPool arrays() {
    return arrays;
  }

  synchronized void retire(EagerTensor value) {
    if (running.isEmpty()) {
      value.unhold(); // given up outside of any run: whoever read it may still have it
    } else {
      retired.add(new Retired(clock, value));
    }
  }

  /** Forgets everything; closes what can be closed. */
  public void clear() {
    variables.values().forEach(VariableHandle::clear);
    variables.clear();
    for (Object other : others.values()) {
      if (other instanceof ContentOfRun content) {
        content.release();
      }
    }
    others.clear();
    arrays.close();
  }
}
