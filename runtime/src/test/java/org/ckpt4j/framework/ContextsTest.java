package org.ckpt4j.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.graph.Graph;
import org.junit.jupiter.api.Test;

class ContextsTest {
  @Test
  void aProgramIsEagerUntilItEntersAGraph() {
    assertTrue(Contexts.current().isEager());
    try (var graph = new Graph().asDefault()) {
      assertFalse(Contexts.current().isEager());
    }
    assertTrue(Contexts.current().isEager());
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // closes in the wrong order on purpose
  void leavingOutOfOrderNamesBothScopes() {
    try (var clean = Contexts.enter(new EagerContext())) {
      NameScope outer = NameScope.enter("outer");
      NameScope inner = NameScope.enter("inner");

      var error = assertThrows(IllegalStateException.class, outer::close);

      assertTrue(error.getMessage().contains("\"outer/\""), error.getMessage());
      assertTrue(error.getMessage().contains("\"outer/inner/\""), error.getMessage());
      inner.close();
      outer.close();
    }
  }

  @Test
  void theEnvironmentEnteredLastHolds() {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1600000000));
    List<Diagnostic> seen = new ArrayList<>();
    var environment = Environment.defaults().withClock(clock).withDiagnostics(seen::add);
    var diagnostic = new Diagnostic(Diagnostic.Level.INFO, "kind", Map.of("a", 1), "text");

    try (var scope = Contexts.enter(environment)) {
      Contexts.emit(diagnostic);

      assertSame(clock, Contexts.environment().clock());
    }

    assertEquals(List.of(diagnostic), seen);
    assertSame(Environment.defaults(), Contexts.environment());
  }

  @Test
  void eagerNameScopesAddUpAndTrailingSlashesBreakOut() {
    try (var clean = Contexts.enter(new EagerContext());
        var a = NameScope.enter("a")) {
      try (var again = NameScope.enter("a")) {
        assertEquals("a/a/", again.name());
      }
      try (var absolute = NameScope.enter("b/")) {
        assertEquals("b/", absolute.name());
      }
      try (var root = NameScope.enter("")) {
        assertEquals("", root.name());
        assertEquals("", Contexts.current().nameScope());
      }
      assertEquals("a", Contexts.current().nameScope());
      assertThrows(IllegalArgumentException.class, () -> NameScope.enterNamed(null));
    }
  }

  @Test
  void devicesOfInnerScopesFillInThoseOfOuterOnes() {
    try (var clean = Contexts.enter(new EagerContext());
        var job = Contexts.current().enterDevice("/job:ps/task:1");
        var gpu = Contexts.current().enterDevice("/gpu:0")) {
      assertEquals("/job:ps/task:1/device:GPU:0", Contexts.current().device());
    }
  }
}
