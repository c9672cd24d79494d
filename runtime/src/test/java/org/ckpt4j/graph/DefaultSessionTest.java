package org.ckpt4j.graph;

import static org.ckpt4j.TF.asGraphDef;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.getDefaultSession;
import static org.ckpt4j.compat.TF1.interactiveSession;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.Environment;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which graph and session a program uses when it names none, on one thread and on many. */
@Timeout(60)
class DefaultSessionTest {
  private static final String ROW = "tensorflow/python/client/session_test.py::SessionTest::";

  @Test
  @Tag(ROW + "testUseExistingGraph")
  void aSessionRunsTheGraphItIsGiven() {
    Graph g = new Graph();
    Tensor product;
    try (var scope = g.asDefault()) {
      product = fortyTwo();
    }
    try (Session s = new Session(g)) {
      assertSame(g, s.graph());
      assertEquals(42.0, s.run(product).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testUseDefaultGraph")
  void aSessionRunsTheGraphThatIsBuilt() {
    Graph g = new Graph();
    try (var scope = g.asDefault();
        Session s = new Session()) {
      assertSame(g, s.graph());
      assertEquals(42.0, s.run(fortyTwo()).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testAsDefault")
  void aDefaultSessionIsNotClosedWhenItIsLeft() {
    try (var g = new Graph().asDefault()) {
      SymbolicTensor c = (SymbolicTensor) constant(37f);
      Session s = new Session();
      try (var scope = s.asDefault()) {
        assertEquals(37.0, c.eval().doubleValue());
      }
      try (var scope = s.asDefault();
          var again = s.asDefault()) {
        assertEquals(37.0, c.eval().doubleValue());
      }
      assertFalse(s.isClosed());
      assertEquals(37.0, s.run(c).doubleValue());
      assertThrows(IllegalArgumentException.class, c::eval);
      assertNull(getDefaultSession());
      s.close();
    }
  }

  @Test
  @Tag(ROW + "testReentry")
  void aSessionIsEnteredOnce() {
    try (var g = new Graph().asDefault();
        Session s = new Session()) {
      constant(1f);
      Session entered = s.enter();

      assertSame(s, entered);
      assertSame(s, getDefaultSession());
      assertThrows(IllegalStateException.class, s::enter);
    }
    assertNull(getDefaultSession());
  }

  @Test
  @Tag(ROW + "testNonInteractiveSessionNesting")
  @SuppressWarnings("MustBeClosedChecker") // scopes that are left in the wrong order
  void defaultSessionsAreLeftInReverseOrder() {
    try (var g = new Graph().asDefault();
        Session first = new Session();
        Session second = new Session()) {
      Scope outer = first.asDefault();
      Scope inner = second.asDefault();

      var error = assertThrows(IllegalStateException.class, outer::close);

      assertTrue(error.getMessage().contains("session"), error.getMessage());
      assertSame(second, getDefaultSession());
      inner.close();
      outer.close();
    }
  }

  @Test
  @Tag(ROW + "testInteractiveSessionNesting")
  @SuppressWarnings("MustBeClosedChecker") // sessions that are closed in another order
  void interactiveSessionsAreClosedInAnyOrder() {
    try (var g = new Graph().asDefault()) {
      constant(1f);
      Session first = interactiveSession();
      Session second = interactiveSession();

      first.close();
      assertSame(second, getDefaultSession());
      second.close();
      assertNull(getDefaultSession());
    }
  }

  @Test
  @Tag(ROW + "testInteractive")
  void anInteractiveSessionIsTheDefaultOneAtOnce() {
    try (var g = new Graph().asDefault();
        var s = interactiveSession()) {
      Tensor a = constant(List.of(List.of(1f, 1f)));
      Tensor b = constant(List.of(List.of(2f, 2f, 2f), List.of(2f, 2f, 2f)));
      SymbolicTensor c = (SymbolicTensor) matmul(a, b);
      SymbolicTensor d = (SymbolicTensor) matmul(c, constant(columnOfTwos()));

      assertEquals(List.of(4f, 4f, 4f), floats(c));
      assertEquals(List.of(24f), floats(d));
    }
  }

  @Test
  @Tag(ROW + "testMultipleInteractiveSessionsError")
  @SuppressWarnings("MustBeClosedChecker") // closed below
  void aSecondInteractiveSessionIsWarnedOf() {
    List<Diagnostic> said = new ArrayList<>();
    try (var g = new Graph().asDefault();
        var e = Contexts.enter(Environment.defaults().withDiagnostics(said::add))) {
      Session first = interactiveSession();
      assertEquals(List.of(), said);
      Session second = interactiveSession();
      second.close();
      first.close();
      interactiveSession().close();
    }

    assertEquals(1, said.size());
    assertEquals(Diagnostic.Level.WARNING, said.get(0).level());
    assertEquals("interactive_session_is_open", said.get(0).kind());
  }

  @Test
  @Tag(ROW + "testUseAfterClose")
  void aClosedSessionSaysSo() {
    try (var g = new Graph().asDefault()) {
      SymbolicTensor c = (SymbolicTensor) constant(1f);
      Session s = new Session();
      var callable = s.makeCallable(List.of(c), List.of());
      s.close();

      assertTrue(s.isClosed());
      var error = assertThrows(IllegalStateException.class, () -> s.run(c));
      assertTrue(error.getMessage().contains("closed"), error.getMessage());
      assertThrows(IllegalStateException.class, callable::call);
      assertThrows(IllegalStateException.class, s::enter);
    }
  }

  @Test
  @Tag(ROW + "testUseEmptyGraph")
  void anEmptyGraphSaysSo() {
    Tensor foreign;
    try (var g = new Graph().asDefault()) {
      foreign = constant(1f);
    }
    try (Session s = new Session(new Graph())) {
      assertThrows(IllegalStateException.class, () -> s.run(List.of()));
      assertThrows(IllegalStateException.class, () -> s.run(foreign));
      assertThrows(IllegalStateException.class, () -> s.runAll("a:0"));
    }
  }

  @Test
  @Tag(ROW + "testGraphDef")
  void theMessageOfTheGraphHasWhatWasAddedSoFar() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      assertEquals(0, asGraphDef(s.graph()).getNodeCount());
      Tensor c = constant(5f);
      assertEquals(1, asGraphDef(s.graph()).getNodeCount());
      s.run(c);
      Tensor d = constant(6f);
      assertEquals(2, asGraphDef(s.graph()).getNodeCount());
      assertEquals(6.0, s.run(d).doubleValue());
    }
  }

  @Test
  @Tag(ROW + "testDefaultGraphWithThreads")
  void everyThreadHasItsOwnDefaultGraph() throws Exception {
    List<Callable<String>> programs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float number = i;
      programs.add(
          () -> {
            try (var g = new Graph().asDefault();
                var s = session()) {
              Tensor t = times(constant(number), 2f);
              return t.name() + " " + s.run(t).doubleValue();
            }
          });
    }

    List<String> got = inParallel(programs);

    for (int i = 0; i < 10; i++) {
      assertEquals("mul:0 " + 2.0 * i, got.get(i));
    }
  }

  @Test
  @Tag(ROW + "testParallelRun")
  void manyThreadsRunOneSession() throws Exception {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor c = constant(5f);
      List<Callable<Double>> runs = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        runs.add(() -> s.run(c).doubleValue());
      }

      inParallel(runs).forEach(value -> assertEquals(5.0, value));
    }
  }

  @Test
  @Tag(ROW + "testParallelRunAndParallelBuild")
  void threadsAddToAGraphThatOthersRun() throws Exception {
    Graph graph = new Graph();
    try (var g = graph.asDefault();
        var s = session()) {
      Tensor c = constant(5f);
      List<Callable<Double>> work = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        work.add(
            () -> {
              double last = 0;
              for (int n = 0; n < 50; n++) {
                last = s.run(c).doubleValue();
              }
              return last;
            });
        work.add(
            () -> {
              double sum = 0;
              try (var scope = graph.asDefault()) {
                for (int n = 0; n < 20; n++) {
                  sum += s.run(constant((float) n)).doubleValue();
                }
              }
              return sum;
            });
      }

      List<Double> got = inParallel(work);

      for (int i = 0; i < got.size(); i++) {
        assertEquals(i % 2 == 0 ? 5.0 : 190.0, got.get(i));
      }
      assertEquals(201, graph.getOperations().size());
      assertEquals(201, graph.getOperations().stream().map(Operation::name).distinct().count());
    }
  }

  @Test
  @Tag(ROW + "testUseAfterCloseConcurrent")
  void aRunningThreadLearnsThatTheSessionWasClosed() throws Exception {
    try (var g = new Graph().asDefault()) {
      Session s = new Session();
      Tensor c = constant(5f);
      CountDownLatch running = new CountDownLatch(1);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Object> loop =
          thread.submit(
              () -> {
                while (true) {
                  assertEquals(5.0, s.run(c).doubleValue());
                  running.countDown();
                }
              });
      assertTrue(running.await(30, TimeUnit.SECONDS));

      s.close();

      var error = assertThrows(ExecutionException.class, () -> loop.get(30, TimeUnit.SECONDS));
      assertInstanceOf(IllegalStateException.class, error.getCause());
      thread.shutdownNow();
    }
  }

  @Test
  void eachSessionHasItsOwnValues() {
    try (var g = new Graph().asDefault();
        Session one = new Session();
        Session two = new Session()) {
      Variable v = new Variable(1f);
      Variable more = v.assignAdd(1f);
      one.run(v.initializer());
      two.run(v.initializer());
      one.run(more);

      assertEquals(2.0, one.run(v).doubleValue());
      assertEquals(1.0, two.run(v).doubleValue());
    }
  }

  private static Tensor fortyTwo() {
    return matmul(constant(List.of(List.of(6f))), constant(List.of(List.of(7f))));
  }

  private static List<List<Float>> columnOfTwos() {
    return List.of(List.of(2f), List.of(2f), List.of(2f));
  }

  private static List<Float> floats(SymbolicTensor tensor) {
    float[] out = new float[(int) tensor.shape().numElements()];
    tensor.eval().raw().bytes().window(0, out.length * 4).asFloatBuffer().get(out);
    List<Float> boxed = new ArrayList<>();
    for (float value : out) {
      boxed.add(value);
    }
    return boxed;
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<T> out = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(work)) {
        out.add(future.get());
      }
      return out;
    } finally {
      threads.shutdownNow();
    }
  }
}
