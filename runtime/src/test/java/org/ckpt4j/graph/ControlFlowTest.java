package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.identity;
import static org.ckpt4j.TF.lessThan;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.control.LoopOps;
import org.ckpt4j.ops.control.Merge;
import org.ckpt4j.ops.control.NoOp;
import org.ckpt4j.ops.control.StackOps;
import org.ckpt4j.ops.control.Switch;
import org.ckpt4j.ops.control.Triggers;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What a session does with the operations that direct values, as TensorFlow's executor does it. */
class ControlFlowTest {
  private static List<? extends Tensor> outputs(
      org.ckpt4j.framework.OpDef def, Attrs attrs, Tensor... inputs) {
    return def.run(null, attrs, List.of(inputs)).outputs();
  }

  private static List<? extends Tensor> branch(Tensor data, Tensor predicate) {
    return outputs(Switch.DEF, Attrs.none(), data, predicate);
  }

  private static Tensor merge(Tensor... inputs) {
    return outputs(Merge.DEF, Attrs.none(), inputs).get(0);
  }

  private static Tensor enter(Tensor data, String frame, boolean constant) {
    return outputs(LoopOps.ENTER, Attrs.of("frame_name", frame, "is_constant", constant), data)
        .get(0);
  }

  /** {@code while i < limit: i = i + step}; the value after the loop. */
  private static Tensor count(Tensor start, Tensor limit, Tensor step, String frame) {
    Tensor entered = enter(start, frame, false);
    ((SymbolicTensor) entered).setShape(Shape.scalar());
    Tensor limitInside = enter(limit, frame, true);
    Tensor stepInside = enter(step, frame, true);
    Node head = Merge.DEF.run(null, Attrs.none(), List.of(entered, entered));
    Tensor goesOn =
        outputs(LoopOps.LOOP_COND, Attrs.none(), lessThan(head.output(0), limitInside)).get(0);
    List<? extends Tensor> sides = branch(head.output(0), goesOn);
    Tensor next =
        outputs(LoopOps.NEXT_ITERATION, Attrs.none(), plus(sides.get(1), stepInside)).get(0);
    ((Operation) head).updateInput(1, (SymbolicTensor) next);
    return outputs(LoopOps.EXIT, Attrs.none(), sides.get(0)).get(0);
  }

  @Test
  void mergeGivesTheLiveSide() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor predicate = placeholder(DType.BOOL, Shape.scalar());
      List<? extends Tensor> sides = branch(constant(3f), predicate);
      Tensor merged = merge(times(sides.get(0), 10f), times(sides.get(1), 100f));

      assertEquals(300.0, s.run(merged, feed(predicate, true)).doubleValue());
      assertEquals(30.0, s.run(merged, feed(predicate, false)).doubleValue());
    }
  }

  @Test
  void aDeadValueCannotBeFetched() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      List<? extends Tensor> sides = branch(constant(3f), constant(true));
      Tensor dead = identity(sides.get(0));

      assertThrows(InvalidArgumentError.class, () -> s.run(dead));
      assertEquals(3.0, s.run(sides.get(1)).doubleValue());
    }
  }

  @Test
  void whatWaitsForADeadNodeDoesNotRunButAControlTriggerDoes() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      List<? extends Tensor> sides = branch(constant(3f), constant(true));
      Tensor dead = identity(sides.get(0));
      Tensor after;
      Node trigger;
      try (var waits = Contexts.current().enterControlDependencies(List.of(dead.op()))) {
        after = constant(1f);
        trigger = Triggers.CONTROL_TRIGGER.run(null, Attrs.none(), List.of());
      }
      Tensor revived;
      try (var waits = Contexts.current().enterControlDependencies(List.of(trigger))) {
        revived = constant(2f);
      }

      Tensor neverRun = after;
      assertThrows(InvalidArgumentError.class, () -> s.run(neverRun));
      assertEquals(2.0, s.run(revived).doubleValue());
    }
  }

  @Test
  void aLoopRunsUntilItsConditionFails() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor limit = placeholder(DType.INT32, Shape.scalar());
      Tensor end = count(constant(0), limit, constant(3), "loop");

      assertEquals(12, s.run(end, feed(limit, 10)).longValue());
      assertEquals(0, s.run(end, feed(limit, -1)).longValue());
      assertEquals(30_000, s.run(end, feed(limit, 30_000)).longValue());
      assertEquals(Shape.scalar(), end.shape());
    }
  }

  @Test
  void aLoopInABranchThatIsNotTakenIsDead() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor predicate = placeholder(DType.BOOL, Shape.scalar());
      List<? extends Tensor> sides = branch(constant(0), predicate);
      Tensor counted = count(sides.get(1), constant(5), constant(2), "loop");
      Tensor merged = merge(identity(sides.get(0)), counted);

      assertEquals(0, s.run(merged, feed(predicate, false)).longValue());
      assertEquals(6, s.run(merged, feed(predicate, true)).longValue());
      assertThrows(InvalidArgumentError.class, () -> s.run(counted, feed(predicate, false)));
    }
  }

  @Test
  void aLoopWithinALoopBeginsAnewInEachIteration() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor entered = enter(constant(1), "outer", false);
      Tensor limit = enter(constant(100), "outer", true);
      Node head = Merge.DEF.run(null, Attrs.none(), List.of(entered, entered));
      Tensor goesOn =
          outputs(LoopOps.LOOP_COND, Attrs.none(), lessThan(head.output(0), limit)).get(0);
      List<? extends Tensor> sides = branch(head.output(0), goesOn);
      Tensor body = identity(sides.get(1));
      Tensor inner = count(body, times(body, constantIn(body, 3)), constantIn(body, 1), "inner");
      Tensor next = outputs(LoopOps.NEXT_ITERATION, Attrs.none(), inner).get(0);
      ((Operation) head).updateInput(1, (SymbolicTensor) next);
      Tensor end = outputs(LoopOps.EXIT, Attrs.none(), sides.get(0)).get(0);

      assertEquals(243, s.run(end).longValue());
    }
  }

  private static Tensor constantIn(Tensor body, int value) {
    try (var waits = Contexts.current().enterControlDependencies(List.of(body.op()))) {
      return constant(value);
    }
  }

  @Test
  void valuesPushedInALoopArePoppedInAnother() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Attrs type = Attrs.of("elem_type", DType.FLOAT32);
      Tensor stack = outputs(StackOps.STACK, type, constant(2)).get(0);
      Tensor pushed = outputs(StackOps.PUSH, Attrs.none(), stack, constant(7f)).get(0);
      Tensor again;
      Tensor popped;
      try (var waits = Contexts.current().enterControlDependencies(List.of(pushed.op()))) {
        again = outputs(StackOps.PUSH, Attrs.none(), stack, constant(8f)).get(0);
      }
      try (var waits = Contexts.current().enterControlDependencies(List.of(again.op()))) {
        popped = outputs(StackOps.POP, type, stack).get(0);
      }
      Tensor tooMany;
      try (var waits = Contexts.current().enterControlDependencies(List.of(again.op()))) {
        tooMany = outputs(StackOps.PUSH, Attrs.none(), stack, constant(9f)).get(0);
      }

      assertEquals(8.0, s.run(popped).doubleValue());
      assertEquals(8.0, s.run(popped).doubleValue());
      assertThrows(InvalidArgumentError.class, () -> s.run(tooMany));
    }
  }

  @Test
  void whatIsInsideOfALoopCannotBeFedNorFetched() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor end = count(constant(0), constant(5), constant(2), "loop");
      SymbolicTensor inside = Graph.current().getTensorByName("Switch:1");

      assertThrows(InvalidArgumentError.class, () -> s.run(inside));
      assertThrows(InvalidArgumentError.class, () -> s.run(end, feed(inside, 1)));
    }
  }

  @Test
  void aCircleThatIsNoLoopIsRefused() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor a = identity(constant(1f));
      Tensor b = identity(a);
      ((Operation) a.op()).updateInput(0, (SymbolicTensor) b);

      assertThrows(InvalidArgumentError.class, () -> s.run(b));
    }
  }

  @Test
  void rewiringAnOperationIsSeenByTheNextRun() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor one = constant(1f);
      Tensor two = constant(2f);
      Tensor copy = identity(one);
      EagerTensor before = s.run(copy);

      ((Operation) copy.op()).updateInput(0, (SymbolicTensor) two);

      assertEquals(1.0, before.doubleValue());
      assertEquals(2.0, s.run(copy).doubleValue());
    }
  }

  @Test
  void shapesThatChangeInALoopAreUnknownAfterIt() {
    Graph graph = new Graph();
    try (var g = graph.asDefault()) {
      SymbolicTensor start = (SymbolicTensor) constant(List.of(1f));
      SymbolicTensor predicate = (SymbolicTensor) placeholder(DType.BOOL, Shape.scalar());
      Operation enter =
          graph.addNode(
              new NodeSpec(
                  "Enter",
                  LoopOps.ENTER,
                  Attrs.of("frame_name", "f"),
                  List.of(start),
                  List.of(),
                  "",
                  false));
      Operation head =
          graph.addNode(
              new NodeSpec(
                  "Merge",
                  Merge.DEF,
                  Attrs.none(),
                  List.of(enter.output(0), enter.output(0)),
                  List.of(),
                  "",
                  true));
      Tensor grown = org.ckpt4j.TF.concat(List.of(head.output(0), head.output(0)), 0);
      assertEquals(Shape.of(2), grown.shape());
      Tensor next = outputs(LoopOps.NEXT_ITERATION, Attrs.none(), grown).get(0);

      head.updateInput(1, (SymbolicTensor) next);

      assertEquals(Shape.of(Shape.UNKNOWN_SIZE), head.output(0).shape());
      assertEquals(Shape.of(Shape.UNKNOWN_SIZE), grown.shape());
      assertTrue(predicate.shape().isScalar());
    }
  }

  @Test
  void controlEdgesAreObeyedInAGraphWithBranches() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      List<? extends Tensor> sides = branch(constant(3f), constant(true));
      Tensor waits;
      try (var after =
          Contexts.current().enterControlDependencies(List.of(sides.get(1).op(), NoOp.of()))) {
        waits = constant(4f);
      }

      assertEquals(4.0, s.run(waits).doubleValue());
    }
  }
}
