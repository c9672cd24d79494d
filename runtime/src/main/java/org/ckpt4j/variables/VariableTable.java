package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Map;
import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;

/**
 * Where {@code getVariable} looks for variables and keeps what it makes: by default the graph's own
 * table, in eager mode one that keeps nothing, or one that was entered.
 *
 * <p>Counterpart: what {@code with_variable_store} takes.
 */
public abstract class VariableTable {
  /** Apart, so that this class and the one that extends it are not initialized in a circle. */
  private static final class Tables {
    static final ContextLocal<VariableTable> OPEN =
        ContextLocal.withInitial("variable table", () -> new VariableStore(false));
  }

  protected VariableTable() {}

  /** The table of the current context. */
  public static VariableTable current() {
    return Tables.OPEN.get();
  }

  /** Makes this the table of the current context. */
  @MustBeClosed
  public final Scope enter() {
    VariableTable before = Tables.OPEN.get();
    var context = Contexts.current();
    Tables.OPEN.set(this);
    return Contexts.entered(
        "variable table",
        () -> {
          assert Contexts.current() == context;
          Tables.OPEN.set(before);
        });
  }

  /**
   * The variable, made or found.
   *
   * @param request under its full name, completed by the scope's defaults
   * @throws IllegalArgumentException if it may not exist and does, must exist and does not, or
   *     exists with another type or shape
   */
  public abstract Operand get(VariableRequest request);

  /** What is kept, by full name; parts by their own names. */
  public abstract Map<String, Variable> byName();
}
