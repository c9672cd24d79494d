package org.ckpt4j.graph;

import static org.ckpt4j.TF.asGraphDef;
import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.controlDependencies;
import static org.ckpt4j.TF.device;
import static org.ckpt4j.TF.executingEagerly;
import static org.ckpt4j.TF.getCurrentNameScope;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.noOp;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.compat.TF1.addToCollection;
import static org.ckpt4j.compat.TF1.getCollection;
import static org.ckpt4j.compat.TF1.getDefaultGraph;
import static org.ckpt4j.compat.TF1.graph;
import static org.ckpt4j.compat.TF1.nameScope;
import static org.ckpt4j.compat.TF1.resetDefaultGraph;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.tensor.DType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operations of a graph depend on, where they go, and which graph that is. */
class GraphScopesTest {
  private static final String FILE = "tensorflow/python/framework/ops_test.py::";
  private static final String CONTROL = FILE + "ControlDependenciesTest::";
  private static final String INIT = FILE + "InitScopeTest::";
  private static final String GRAPH = FILE + "GraphTest::";

  private final Graph graph = new Graph();

  @Test
  @Tag(CONTROL + "testBasic")
  void whatIsMadeWithinWaits() {
    try (var g = graph.asDefault()) {
      Tensor a = constant(1f);
      Tensor b = constant(2f);
      Tensor c;
      Tensor d;
      Tensor e;
      try (var waiting = controlDependencies(List.of(a))) {
        c = constant(3f);
        d = identity(b);
        e = identity(c);
      }

      assertEquals(List.of(a.op()), waits(c));
      assertEquals(List.of(a.op()), waits(d));
      assertEquals(List.of(), waits(e));
      assertEquals(List.of(), waits(constant(4f)));
    }
  }

  @Test
  @Tag(CONTROL + "testNested")
  void nestedScopesAddUp() {
    try (var g = graph.asDefault()) {
      List<Tensor> four = List.of(constant(1f), constant(2f), constant(3f), constant(4f));
      Tensor together;
      try (var all = controlDependencies(four)) {
        together = constant(5f);
      }
      Tensor nested;
      try (var one = controlDependencies(four.subList(0, 1));
          var two = controlDependencies(four.subList(1, 2));
          var three = controlDependencies(four.subList(2, 3));
          var last = controlDependencies(four.subList(3, 4))) {
        nested = constant(6f);
      }

      assertEquals(four.stream().map(Tensor::op).toList(), waits(together));
      assertEquals(waits(together), waits(nested));
    }
  }

  @Test
  @Tag(CONTROL + "testClear")
  void nullForgetsTheOuterOnesForItsBody() {
    try (var g = graph.asDefault()) {
      Tensor a = constant(1f);
      Tensor b = constant(2f);
      Tensor c = constant(3f);
      try (var outer = controlDependencies(List.of(a))) {
        try (var none = controlDependencies(null)) {
          assertEquals(List.of(), waits(constant(0f)));
          try (var inner = controlDependencies(List.of(b))) {
            assertEquals(List.of(b.op()), waits(constant(0f)));
          }
          assertEquals(List.of(), waits(constant(0f)));
        }
        assertEquals(List.of(a.op()), waits(constant(0f)));
        try (var inner = controlDependencies(List.of(b));
            var none = controlDependencies(null);
            var innermost = controlDependencies(List.of(c))) {
          assertEquals(List.of(c.op()), waits(constant(0f)));
        }
      }
    }
  }

  @Test
  @Tag(CONTROL + "testNoControlDependencyWithDataDependency")
  void whatTakesATensorNeedNotWaitForIt() {
    try (var g = graph.asDefault()) {
      Tensor a = constant(1f);
      try (var waiting = controlDependencies(List.of(a))) {
        assertEquals(List.of(), waits(identity(a)));
      }
    }
  }

  @Test
  @Tag(FILE + "MultithreadedGraphStateTest::testControlDependencies")
  void scopesAreThoseOfTheThreadThatEnteredThem() throws Exception {
    try (var g = graph.asDefault()) {
      Tensor a = constant(1f, name("a"));
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch built = new CountDownLatch(1);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Tensor> other =
          thread.submit(
              () -> {
                try (var mine = graph.asDefault();
                    var scope = nameScope("other");
                    var waiting = controlDependencies(List.of(a))) {
                  entered.countDown();
                  assertTrue(built.await(30, TimeUnit.SECONDS));
                  return constant(2f);
                }
              });
      assertTrue(entered.await(30, TimeUnit.SECONDS));
      Tensor here = constant(3f);
      built.countDown();
      Tensor there = other.get(30, TimeUnit.SECONDS);
      thread.shutdownNow();

      assertEquals(List.of(), waits(here));
      assertEquals("Const:0", here.name());
      assertEquals(List.of(a.op()), waits(there));
      assertEquals("other/Const:0", there.name());
    }
  }

  @Test
  @Tag(FILE + "OperationTest::testControlInputCycle")
  void aCircleOfControlInputsCannotBeRun() {
    try (var g = graph.asDefault();
        var s = session()) {
      Operation a = (Operation) constant(1f, name("a")).op();
      Operation b = (Operation) constant(2f, name("b")).op();
      b.addControlInput(a);
      s.run(b);
      a.addControlInput(b);

      var error = assertThrows(OpError.class, () -> s.run(a));

      assertTrue(error.getMessage().contains("circle"), error.getMessage());
    }
  }

  @Test
  @Tag(INIT + "testClearsControlDependencies")
  void whatIsMadeInAnInitScopeWaitsForNothingAround() {
    try (var g = graph.asDefault()) {
      Tensor a = constant(1f);
      Tensor b = constant(2f);
      Tensor c = constant(3f);
      try (var outer = controlDependencies(List.of(a))) {
        try (var init = Contexts.current().enterInitScope()) {
          assertEquals(List.of(), waits(constant(0f)));
          try (var inner = controlDependencies(List.of(b))) {
            assertEquals(List.of(b.op()), waits(constant(0f)));
            try (var more = controlDependencies(List.of(c))) {
              assertEquals(List.of(b.op(), c.op()), waits(constant(0f)));
            }
          }
        }
        assertEquals(List.of(a.op()), waits(constant(0f)));
      }
    }
  }

  @Test
  @Tag(INIT + "testPreservesNameScopeInGraphConstruction")
  void anInitScopeKeepsTheNameScopeOfAGraph() {
    try (var g = graph.asDefault()) {
      try (var outer = nameScope("inner");
          var init = Contexts.current().enterInitScope()) {
        assertEquals("inner", getCurrentNameScope());
        assertEquals("inner/Const:0", constant(1f).name());
      }
      assertEquals("", getCurrentNameScope());
    }
  }

  @Test
  @Tag(INIT + "testPreservesNameScopeInEagerExecution")
  void anInitScopeKeepsTheNameScopeOfTheEagerWorld() {
    try (var outer = nameScope("inner");
        var init = Contexts.current().enterInitScope()) {
      assertTrue(executingEagerly());
      assertEquals("inner", getCurrentNameScope());
    }
    assertEquals("", getCurrentNameScope());
  }

  @Test
  @Tag(INIT + "testEnteringGraphFromEagerIsSticky")
  void anInitScopeStaysInTheGraph() {
    assertTrue(executingEagerly());
    try (var g = graph.asDefault();
        var init = Contexts.current().enterInitScope()) {
      assertFalse(executingEagerly());
      assertSame(graph, getDefaultGraph());
    }
    assertTrue(executingEagerly());
  }

  @Test
  void aTensorOfAGraphIsNoValue() {
    Tensor symbol;
    try (var g = graph.asDefault()) {
      symbol = constant(1f, name("symbol"));
    }

    var error = assertThrows(TypeError.class, () -> plus(symbol, 1f));

    assertTrue(error.getMessage().contains("symbol"), error.getMessage());
  }

  @Test
  @Tag(FILE + "TensorAndShapeTest::testShapeFunctionError")
  void sizesThatDoNotMatchAreNamed() {
    try (var g = graph.asDefault()) {
      Tensor a = constant(List.of(1f, 2f, 3f));
      Tensor b = constant(List.of(4f, 5f, 6f, 7f));

      var error = assertThrows(IllegalArgumentException.class, () -> plus(a, b));

      assertTrue(error.getMessage().contains("[3]"), error.getMessage());
      assertTrue(error.getMessage().contains("[4]"), error.getMessage());
    }
  }

  @Test
  @Tag(GRAPH + "testRunnableAfterInvalidShape")
  void aGraphRunsAfterAnOperationWasRefused() {
    try (var g = graph.asDefault();
        var s = session()) {
      Tensor a = constant(List.of(1f, 2f));
      Tensor b = constant(List.of(1f, 2f, 3f));
      assertThrows(IllegalArgumentException.class, () -> plus(a, b));

      assertEquals(3.0, s.run(plus(constant(1f), 2f)).doubleValue());
      assertEquals(2, s.run(a).shape().numElements());
      assertFalse(graph.getOperations().stream().anyMatch(op -> op.inputs().contains(b)));
    }
  }

  @Test
  @Tag(FILE + "OperationTest::testInputFromDifferentGraphError")
  void tensorsOfTwoGraphsCannotBeCombined() {
    Tensor foreign;
    try (var g = new Graph().asDefault()) {
      foreign = constant(List.of(List.of(1f)), name("foreign"));
    }
    try (var g = graph.asDefault()) {
      Tensor own = constant(List.of(List.of(2f)));

      var error = assertThrows(IllegalArgumentException.class, () -> matmul(own, foreign));

      assertTrue(error.getMessage().contains("graph"), error.getMessage());
      assertTrue(error.getMessage().contains("foreign"), error.getMessage());
      assertThrows(IllegalArgumentException.class, () -> graph.asGraphElement(foreign));
      assertThrows(
          IllegalArgumentException.class, () -> controlDependencies(List.of(foreign.op())));
    }
  }

  @Test
  @Tag(FILE + "CreateOpTest::testNodeDefArgs")
  void anOperationKnowsHowItWasMade() {
    try (var g = graph.asDefault()) {
      SymbolicTensor input = (SymbolicTensor) constant(1f, name("input"));
      Operation made =
          graph.addNode(
              new NodeSpec(
                  "my_op",
                  StandardOps.registry().find("Identity").orElseThrow(),
                  org.ckpt4j.framework.Attrs.none(),
                  List.of(input),
                  List.of(),
                  "/device:CPU:0",
                  false));

      assertEquals("Identity", made.type());
      assertEquals("my_op", made.name());
      assertEquals(List.of(input), made.inputs());
      assertEquals("/device:CPU:0", made.device());
      assertEquals(1, made.outputs().size());
      assertEquals("my_op:0", made.output(0).name());
      assertEquals(DType.FLOAT32, made.output(0).dtype());
      assertSame(made, graph.getOperationByName("my_op"));
      assertSame(graph, made.graph());
    }
  }

  @Test
  @Tag(FILE + "ApplyOpTest::testNodeDefArgs")
  void aCallMakesANodeOfItsTypeOnTheDeviceAskedFor() {
    try (var g = graph.asDefault()) {
      Operation first = (Operation) noOp();
      Tensor input = constant(1f);
      Operation onDevice;
      try (var place = device("/device:CPU:0")) {
        onDevice = (Operation) identity(input).op();
      }
      Operation outside = (Operation) identity(input).op();

      assertEquals("NoOp", first.name());
      assertEquals("NoOp_1", ((Operation) noOp()).name());
      assertEquals("Identity", onDevice.name());
      assertEquals("/device:CPU:0", onDevice.device());
      assertEquals(List.of(input), onDevice.inputs());
      assertEquals("Identity_1", outside.name());
      assertEquals("", outside.device());
    }
  }

  @Test
  void innerDevicesReplaceTheirPartsOfOuterOnes() {
    try (var g = graph.asDefault();
        var outer = device("/job:worker/task:1")) {
      try (var inner = device("/gpu:0")) {
        assertEquals("/job:worker/task:1/device:GPU:0", deviceOf(noOp()));
        try (var none = device(null)) {
          assertEquals("", deviceOf(noOp()));
        }
      }
      assertEquals("/job:worker/task:1", deviceOf(noOp()));
      assertThrows(IllegalArgumentException.class, () -> device("/nowhere"));
    }
  }

  @Test
  @Tag(FILE + "CreateOpTest::testFinalized")
  void nothingIsAddedToAGraphUntilItIsOpenAgain() {
    try (var g = graph.asDefault()) {
      noOp(name("before"));
      graph.finalizeGraph();
      assertTrue(graph.isFinalized());
      var error = assertThrows(IllegalStateException.class, () -> noOp(name("refused")));
      assertTrue(error.getMessage().contains("refused"), error.getMessage());
      assertThrows(IllegalStateException.class, () -> graph.addToCollection("key", 1));

      graph.unfinalizeGraph();

      assertFalse(graph.isFinalized());
      noOp(name("after"));
      assertEquals(2, graph.getOperations().size());
    }
  }

  @Test
  @Tag(FILE + "CollectionTest::test_get_collections")
  void collectionsAreListedByKey() {
    try (var g = graph.asDefault()) {
      assertEquals(Set.of(), graph.getAllCollectionKeys());
      addToCollection("key", 12);
      addToCollection("key", 15);
      addToCollection("other", "text");
      Tensor inside;
      try (var scope = nameScope("scope")) {
        inside = constant(1f);
      }
      addToCollection("key", inside);

      assertEquals(Set.of("key", "other"), graph.getAllCollectionKeys());
      assertEquals(List.of(12, 15, inside), getCollection("key"));
      assertEquals(List.of(inside), getCollection("key", "sco"));
      assertEquals(List.of("text"), getCollection("other"));
      assertEquals(List.of(), getCollection("none"));
      graph.clearCollection("key");
      assertEquals(Set.of("other"), graph.getAllCollectionKeys());
    }
  }

  @Test
  @Tag(GRAPH + "testDefaultGraph")
  void theDefaultGraphIsTheOneEnteredLast() {
    Graph program = getDefaultGraph();
    try (var g = graph.asDefault()) {
      assertSame(graph, getDefaultGraph());
      Graph other = new Graph();
      try (var inner = other.asDefault()) {
        assertSame(other, getDefaultGraph());
        try (var again = graph.asDefault()) {
          assertSame(graph, getDefaultGraph());
        }
        assertSame(other, getDefaultGraph());
      }
      assertSame(graph, getDefaultGraph());
    }
    assertSame(program, getDefaultGraph());
  }

  @Test
  @Tag(GRAPH + "testGraphContextManager")
  void enteringAGraphGivesIt() {
    try (DefaultGraph g = graph()) {
      assertSame(g.graph(), getDefaultGraph());
    }
    try (DefaultGraph g = DefaultGraph.enter(graph)) {
      assertSame(graph, g.graph());
      assertSame(graph, getDefaultGraph());
    }
  }

  @Test
  @Tag(GRAPH + "testGraphContextManagerCancelsEager")
  void nothingRunsAtOnceWithinAGraph() {
    assertTrue(executingEagerly());
    try (var g = graph.asDefault()) {
      assertFalse(executingEagerly());
      assertFalse(constant(1f) instanceof EagerTensor);
    }
    assertTrue(executingEagerly());
    assertTrue(constant(1f) instanceof EagerTensor);
  }

  @Test
  @Tag(GRAPH + "testResetDefaultGraphNesting")
  void theProgramsGraphIsNotResetWithinAnother() {
    Graph before = getDefaultGraph();
    try (var g = graph.asDefault()) {
      assertThrows(IllegalStateException.class, () -> resetDefaultGraph());
    }
    assertSame(before, getDefaultGraph());
    resetDefaultGraph();
    assertNotSame(before, getDefaultGraph());
    assertNull(Graph.currentOrNull());
  }

  @Test
  void namesOfOtherKindsAreTold() {
    try (var g = graph.asDefault()) {
      constant(1f, name("c"));

      assertThrows(IllegalArgumentException.class, () -> graph.getOperationByName("c:0"));
      assertThrows(IllegalArgumentException.class, () -> graph.getTensorByName("c"));
      var error =
          assertThrows(NoSuchElementException.class, () -> graph.getOperationByName("none"));
      assertTrue(error.getMessage().contains("none"), error.getMessage());
      assertThrows(NoSuchElementException.class, () -> graph.getTensorByName("c:1"));
    }
  }

  @Test
  void attributesOfAScopeAndColocationAreWrittenToTheMessage() {
    try (var g = graph.asDefault()) {
      Tensor c = constant(1f, name("c"));
      try (var attribute = Contexts.current().enterAttribute("_mine", "x");
          var place = Contexts.current().enterColocation(c)) {
        identity(c, name("i"));
      }

      var node =
          asGraphDef(graph).getNodeList().stream()
              .filter(n -> n.getName().equals("i"))
              .findFirst()
              .orElseThrow();

      assertEquals("x", node.getAttrOrThrow("_mine").getS().toStringUtf8());
      assertEquals("loc:@c", node.getAttrOrThrow("_class").getList().getS(0).toStringUtf8());
    }
  }

  private static List<Operation> waits(Tensor tensor) {
    return ((Operation) tensor.op()).controlInputs();
  }

  private static String deviceOf(Node node) {
    return ((Operation) node).device();
  }
}
