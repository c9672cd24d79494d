package org.ckpt4j.variables;

import java.util.List;
import java.util.Map;
import org.ckpt4j.control.Group;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.control.NoOp;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the graph being built, by collection, and the operations that initialize them.
 */
public final class GraphVariables {
  private GraphVariables() {}

  public static List<Variable> global() {
    return collection(GraphKeys.GLOBAL_VARIABLES, null);
  }

  public static List<Variable> local() {
    return collection(GraphKeys.LOCAL_VARIABLES, null);
  }

  public static List<Variable> trainable() {
    return collection(GraphKeys.TRAINABLE_VARIABLES, null);
  }

  /**
   * @param scope a regular expression that names begin with, or null for all
   */
  public static List<Variable> collection(String key, @Nullable String scope) {
    return EagerCollections.get(key, scope).stream()
        .filter(Variable.class::isInstance)
        .map(Variable.class::cast)
        .toList();
  }

  /** What {@code getVariable} made in the current graph, by full name; parts by their own names. */
  public static Map<String, Variable> stored() {
    return VariableTable.current().byName();
  }

  /** Gives these variables their first values. Counterpart: {@code variables_initializer}. */
  public static Node initializer(List<Variable> variables, OpOption... options) {
    String name = Named.among(options, "init");
    if (Graph.currentOrNull() == null) {
      return NoOp.of(new Named(name));
    }
    return variables.isEmpty()
        ? NoOp.of(new Named(name))
        : Group.of(variables.stream().map(Variable::initializer).toList(), new Named(name));
  }

  public static Node globalInitializer() {
    return initializer(Contexts.current().isEager() ? List.of() : global());
  }

  /** Fills the graph's tables. Counterpart: {@code tf.compat.v1.tables_initializer}. */
  public static Node tablesInitializer() {
    Named name = new Named("init_all_tables");
    List<Node> fillers =
        Contexts.current().isEager()
            ? List.of()
            : Graph.current().getCollection(GraphKeys.TABLE_INITIALIZERS).stream()
                .map(Node.class::cast)
                .toList();
    return fillers.isEmpty() ? NoOp.of(name) : Group.of(fillers, name);
  }

  public static Node localInitializer() {
    return initializer(Contexts.current().isEager() ? List.of() : local());
  }
}
