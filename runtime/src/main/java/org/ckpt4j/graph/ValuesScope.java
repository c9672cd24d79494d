package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A name scope for what is made of some values: while it is open their graph is the one that is
 * built. Counterpart: {@code tf.compat.v1.name_scope(name, default_name, values)}.
 */
public final class ValuesScope implements Scope {
  private final @Nullable Scope graph;
  private final NameScope name;

  private ValuesScope(@Nullable Scope graph, NameScope name) {
    this.graph = graph;
    this.name = name;
  }

  /**
   * @param defaultName the name if {@code name} is null
   * @param values tensors, operations and variables; others do not matter
   * @throws IllegalArgumentException if neither name is given, or the values are of several graphs
   */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // both are left by close()
  public static ValuesScope enter(
      @Nullable String name, @Nullable String defaultName, List<?> values) {
    if (name == null && defaultName == null) {
      throw new IllegalArgumentException("a name scope needs a name or a default name");
    }
    Graph of = graphOf(values);
    Scope entered = of == null || of == Graph.currentOrNull() ? null : of.asDefault();
    try {
      return new ValuesScope(entered, NameScope.enter(name == null ? defaultName : name));
    } catch (IllegalArgumentException e) {
      if (entered != null) {
        entered.close();
      }
      throw e;
    }
  }

  private static @Nullable Graph graphOf(List<?> values) {
    Object first = null;
    Graph found = null;
    for (Object value : values) {
      Graph graph = graphOf(value);
      if (graph != null && found != null && graph != found) {
        throw new IllegalArgumentException(
            "%s must be from the same graph as %s".formatted(value, first));
      }
      if (found == null && graph != null) {
        found = graph;
        first = value;
      }
    }
    return found;
  }

  private static @Nullable Graph graphOf(@Nullable Object value) {
    if (value instanceof Operation op) {
      return op.graph();
    }
    return value instanceof Operand operand
            && operand.graphElement() instanceof SymbolicTensor tensor
        ? tensor.op().graph()
        : null;
  }

  /** The scope with a trailing slash, or empty at the root. */
  public String name() {
    return name.name();
  }

  @Override
  public void close() {
    name.close();
    if (graph != null) {
      graph.close();
    }
  }
}
