package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Scope;

/** The creators of variables entered in a context, outermost first. */
final class OpenCreators {
  private static final ContextLocal<List<VariableCreator>> CREATORS =
      ContextLocal.withInitialPerThread("variable creators", List::of);

  private OpenCreators() {}

  @MustBeClosed
  static Scope enter(VariableCreator creator) {
    var context = Contexts.current();
    List<VariableCreator> before = CREATORS.get();
    List<VariableCreator> with = new ArrayList<>(before);
    with.add(creator);
    CREATORS.set(List.copyOf(with));
    return Contexts.entered("variable creator scope", () -> CREATORS.setIn(context, before));
  }

  /** The variable that the open creators give, the innermost asked first. */
  static Created create(VariableSettings settings) {
    List<Variable> made = new ArrayList<>();
    VariableCreator.Next next =
        last -> {
          Variable variable = new Variable(VariableCreation.create(last));
          made.add(variable);
          return variable;
        };
    for (VariableCreator creator : CREATORS.get()) {
      VariableCreator.Next after = next;
      next = inner -> creator.create(after, inner);
    }
    return new Created(next.create(settings), made);
  }

  /**
   * What creators led to.
   *
   * @param given what they gave
   * @param made what was made on the way; in no collection yet
   */
  record Created(Variable given, List<Variable> made) {
    /** Adds what was made to its collections, {@code result} in the place of what was given. */
    void collectAs(Variable result) {
      for (Variable each : made) {
        each.parts().collect(each == given ? result : each);
      }
    }
  }
}
