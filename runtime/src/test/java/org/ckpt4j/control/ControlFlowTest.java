package org.ckpt4j.control;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.less;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.gradients;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class ControlFlowTest {
  @Test
  void theBranchThatIsTakenGivesTheValueAndItsGradient() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.scalar());
      Tensor y = Cond.of(less(x, 2f), () -> times(x, 3f), () -> times(x, x));
      Operand dy = gradients(y, x).get(0);

      assertEquals(3.0, s.run(y, feed(x, 1f)).doubleValue());
      assertEquals(25.0, s.run(y, feed(x, 5f)).doubleValue());
      assertEquals(3.0, s.run(dy, feed(x, 1f)).doubleValue());
      assertEquals(10.0, s.run(dy, feed(x, 5f)).doubleValue());
    }
  }

  @Test
  void aLoopRepeatsItsBodyAndItsGradientGoesBackThroughAllIterations() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.scalar());
      Tensor n = placeholder(DType.INT32, Shape.scalar());
      LoopVars end =
          WhileLoop.of(
              v -> less(v.get(0), n),
              v -> List.of(plus(v.get(0), 1), times(v.get(1), x)),
              List.of(0, constant(2f)));
      Operand dx = gradients(end.get(1), x).get(0);

      assertEquals(2 * 81.0, s.run(end.get(1), feed(x, 3f), feed(n, 4)).doubleValue());
      assertEquals(2 * 4 * 27.0, s.run(dx, feed(x, 3f), feed(n, 4)).doubleValue());
      assertEquals(0.0, s.run(dx, feed(x, 3f), feed(n, 0)).doubleValue());
    }
  }

  @Test
  void nestedLoopsAndBranchesInLoopsHaveGradients() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.scalar());
      // outer: 3 times; inner: 2 times; y = y * x if y < 100, else y + x
      LoopVars end =
          WhileLoop.of(
              v -> less(v.get(0), 3),
              v -> {
                LoopVars inner =
                    WhileLoop.of(
                        w -> less(w.get(0), 2),
                        w ->
                            List.of(
                                plus(w.get(0), 1),
                                Cond.of(
                                    less(w.get(1), 100f),
                                    () -> times(w.get(1), x),
                                    () -> plus(w.get(1), x))),
                        List.of(0, v.get(1)));
                return List.of(plus(v.get(0), 1), inner.get(1));
              },
              List.of(0, constant(1f)));
      Operand dx = gradients(end.get(1), x).get(0);

      // 1, 5, 25, 125, 130, 135, 140: x^3 + 3x
      assertEquals(140.0, s.run(end.get(1), feed(x, 5f)).doubleValue());
      assertEquals(3 * 25.0 + 3, s.run(dx, feed(x, 5f)).doubleValue());
      // 64 in all iterations: x^6
      assertEquals(6 * 32.0, s.run(dx, feed(x, 2f)).doubleValue());
    }
  }

  @Test
  void shapesMayChangeWhereTheInvariantSaysSo() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor one = constant(new float[][] {{1f, 2f}});
      LoopVars end =
          WhileLoop.of(
              v -> less(v.get(0), 3),
              v -> List.of(plus(v.get(0), 1), org.ckpt4j.TF.concat(List.of(v.get(1), one), 0)),
              List.of(0, one),
              LoopOption.shapeInvariants(Shape.scalar(), Shape.of(Shape.UNKNOWN_SIZE, 2)));

      assertEquals(Shape.of(4, 2), s.run(end.get(1)).shape());
      assertThrows(
          IllegalArgumentException.class,
          () ->
              WhileLoop.of(
                  v -> less(v.get(0), 3),
                  v -> List.of(plus(v.get(0), 1), org.ckpt4j.TF.concat(List.of(v.get(1), one), 0)),
                  List.of(0, one)));
    }
  }

  @Test
  void maximumIterationsEndALoop() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      LoopVars end =
          WhileLoop.of(
              v -> less(v.get(0), 100),
              v -> List.of(plus(v.get(0), 1)),
              List.of(0),
              LoopOption.maximumIterations(7));

      assertEquals(7, s.run(end.get(0)).longValue());
    }
  }

  @Test
  void tensorArraysCarryGradientsThroughLoops() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.of(3, 2));
      TensorArray in = new TensorArray(DType.FLOAT32, 3).unstack(x);
      TensorArray out = new TensorArray(DType.FLOAT32, 3);
      LoopVars end =
          WhileLoop.of(
              v -> less(v.get(0), 3),
              v -> {
                Tensor row = in.read(v.get(0));
                return List.of(plus(v.get(0), 1), v.array(1).write(v.get(0), times(row, row)));
              },
              List.of(0, out));
      Tensor y = end.array(1).stack();
      Operand dx = gradients(y, x).get(0);

      float[][] value = {{1f, 2f}, {3f, 4f}, {5f, 6f}};
      EagerTensor squares = s.run(y, feed(x, value));
      EagerTensor doubled = s.run(dx, feed(x, value));

      assertEquals(List.of(1f, 4f, 9f, 16f, 25f, 36f), floats(squares));
      assertEquals(List.of(2f, 4f, 6f, 8f, 10f, 12f), floats(doubled));
    }
  }

  @Test
  void eagerlyTheBodyIsCalledAgainAndAgain() {
    LoopVars end =
        WhileLoop.of(
            v -> less(v.get(0), 5),
            v -> List.of(plus(v.get(0), 1), times(v.get(1), 2f)),
            List.of(0, 1f));

    assertEquals(32.0, ((EagerTensor) end.get(1)).doubleValue());
    Tensor taken = Cond.of(less(constant(1f), 2f), () -> constant(1f), () -> constant(2f));
    assertEquals(1.0, ((EagerTensor) taken).doubleValue());
  }

  private static List<Float> floats(EagerTensor value) {
    var bytes = value.raw().bytes().window(0, (int) value.raw().bytes().size());
    List<Float> out = new java.util.ArrayList<>();
    bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      out.add(bytes.getFloat());
    }
    return out;
  }
}
