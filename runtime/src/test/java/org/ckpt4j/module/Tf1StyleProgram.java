package org.ckpt4j.module;

import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.trackable.AutoTrackable;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A program whose variables belong to one object. */
abstract class Tf1StyleProgram {
  static final String FILE = "tf_keras/legacy_tf_layers/variable_scope_shim_test.py::";
  static final String ROW = FILE + "VariableScopeTest::";
  static final String GETTER = FILE + "VariableScopeWithCustomGetterTest::";

  final AutoTrackable owner = new AutoTrackable();
  private Scope context;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker")
  void enter() {
    context = Contexts.enter(new EagerContext());
  }

  @AfterEach
  void leave() {
    context.close();
  }

  final <T> T shim(Supplier<T> body) {
    return Tf1StyleVariables.track(owner, body);
  }

  final void within(Runnable body) {
    shim(
        () -> {
          body.run();
          return "done";
        });
  }

  static float value(Variable variable) {
    return variable.numpy().bytes().window(0, 4).order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  static String opened() {
    try (NameScope probe = NameScope.enter("probe")) {
      return probe.name().substring(0, probe.name().indexOf("probe"));
    }
  }
}
