package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.compat.TF1.disableV2Behavior;
import static org.ckpt4j.compat.TF1.enableV2Behavior;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.getDefaultGraph;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.resetDefaultGraph;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.SessionOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Scripts in TensorFlow 1's style, which enter no graph. */
class ProgramGraphTest {
  @Test
  void aScriptBuildsTheProgramsGraph() {
    try (var program = Contexts.enter(new EagerContext())) {
      disableV2Behavior();
      Tensor x = placeholder(DType.FLOAT32, Shape.scalar());
      Tensor y = plus(x, 1f);

      try (var s = new Session(new SessionOption.AllowSoftPlacement(true))) {
        assertEquals(4.0, s.run(y, feed(x, 3f)).doubleValue());
      }

      assertEquals("add:0", y.name());
      assertSame(getDefaultGraph(), ((Operation) y.op()).graph());
      enableV2Behavior();
      assertTrue(Contexts.current().isEager());
    }
  }

  @Test
  void resettingBeginsANewGraph() {
    try (var program = Contexts.enter(new EagerContext())) {
      disableV2Behavior();
      Graph before = getDefaultGraph();
      constant(1f);

      resetDefaultGraph();

      assertNotSame(before, getDefaultGraph());
      assertEquals("Const:0", constant(1f).name());
      assertEquals(1, getDefaultGraph().getOperations().size());
    }
  }

  @Test
  void aGraphThatWasEnteredIsNotReset() {
    try (var program = Contexts.enter(new EagerContext());
        var g = new Graph().asDefault()) {
      assertThrows(IllegalStateException.class, () -> resetDefaultGraph());
    }
  }

  @Test
  void anInteractiveSessionIsTheDefaultOne() {
    try (var program = Contexts.enter(new EagerContext())) {
      disableV2Behavior();
      SymbolicTensor y = (SymbolicTensor) plus(constant(1f), 1f);

      try (var s = Session.interactive()) {
        assertEquals(2.0, y.eval().doubleValue());
      }

      assertThrows(IllegalArgumentException.class, () -> y.eval());
    }
  }

  @Test
  void anEmptyGraphIsNotRun() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      assertThrows(IllegalStateException.class, () -> s.runAll(List.of()));
    }
  }

  @Test
  void aCallableTakesItsFeedsInOrder() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor a = placeholder(DType.FLOAT32, Shape.scalar());
      Tensor b = placeholder(DType.FLOAT32, Shape.scalar());
      SessionCallable sum = s.makeCallable(List.of(plus(a, b)), List.of(a, b));

      assertEquals(3.0, sum.call(1f, 2f).get(0).doubleValue());
      assertEquals(7.0, sum.call(3f, 4f).get(0).doubleValue());
      assertThrows(IllegalArgumentException.class, () -> sum.call(1f));
    }
  }

  @Test
  void namesMeanElementsOfTheGraph() {
    try (var g = new Graph().asDefault()) {
      Graph graph = getDefaultGraph();
      Tensor one = constant(1f);

      assertSame(one, graph.asGraphElement("Const:0"));
      assertSame(one.op(), graph.asGraphElement("Const"));
      assertSame(one, graph.asGraphElement(one));
      assertThrows(NoSuchElementException.class, () -> graph.asGraphElement("absent"));
      assertThrows(TypeError.class, () -> graph.asGraphElement(3));
      assertThrows(IllegalArgumentException.class, () -> new Graph().asGraphElement(one));
    }
  }
}
