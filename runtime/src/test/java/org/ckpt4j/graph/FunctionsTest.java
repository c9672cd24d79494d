package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.lessThan;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.control.Branches;
import org.ckpt4j.ops.control.FunctionCalls;
import org.ckpt4j.ops.control.JavaFunctionOps;
import org.ckpt4j.ops.control.WhileOps;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Operations that call functions of a graph's library. */
class FunctionsTest {
  /** A function of one number. */
  private static FunctionRef function(String name, UnaryOperator<Tensor> body) {
    Graph outer = Graph.current();
    Graph inner = Graph.ofFunction(outer);
    try (var g = inner.asDefault()) {
      SymbolicTensor x = (SymbolicTensor) placeholder(DType.INT32, Shape.scalar());
      SymbolicTensor y = (SymbolicTensor) body.apply(x);
      outer.functions().add(new GraphFunction(name, inner, List.of(x), List.of(y), List.of()));
    }
    return new FunctionRef(name, Attrs.none());
  }

  private static Tensor call(OpDef def, Attrs attrs, Tensor... inputs) {
    return def.run(null, attrs, List.of(inputs)).output(0);
  }

  private static final List<DType> ONE = List.of(DType.INT32);

  @Test
  void aFunctionIsCalled() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      FunctionRef twice = function("twice", x -> times(x, 2));
      FunctionRef more =
          function(
              "more",
              x ->
                  plus(
                      call(FunctionCalls.PARTITIONED_CALL, Attrs.of("f", twice, "Tout", ONE), x),
                      1));
      Tensor result =
          call(
              FunctionCalls.STATEFUL_PARTITIONED_CALL,
              Attrs.of("f", more, "Tout", ONE),
              constant(20));

      assertEquals(41, s.run(result).longValue());
    }
  }

  @Test
  void oneOfTwoBranchesRuns() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      FunctionRef then = function("then", x -> times(x, 2));
      FunctionRef otherwise = function("otherwise", x -> plus(x, 1));
      Tensor condition = placeholder(DType.BOOL, Shape.scalar());
      Attrs attrs = Attrs.of("Tout", ONE, "then_branch", then, "else_branch", otherwise);
      Tensor result = call(Branches.IF, attrs, condition, constant(10));

      assertEquals(20, s.run(result, feed(condition, true)).longValue());
      assertEquals(11, s.run(result, feed(condition, false)).longValue());
    }
  }

  @Test
  void aCaseOutOfRangeTakesTheLastBranch() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      List<FunctionRef> branches =
          List.of(function("a", x -> plus(x, 1)), function("b", x -> plus(x, 2)));
      Tensor index = placeholder(DType.INT32, Shape.scalar());
      Tensor result =
          call(Branches.CASE, Attrs.of("Tout", ONE, "branches", branches), index, constant(0));

      assertEquals(1, s.run(result, feed(index, 0)).longValue());
      assertEquals(2, s.run(result, feed(index, 1)).longValue());
      assertEquals(2, s.run(result, feed(index, -5)).longValue());
      assertEquals(2, s.run(result, feed(index, 9)).longValue());
    }
  }

  @Test
  void aFunctionRunsAsLongAsAnotherSaysSo() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      FunctionRef cond = function("cond", x -> lessThan(x, 100));
      FunctionRef body = function("body", x -> times(x, 3));
      Tensor start = placeholder(DType.INT32, Shape.scalar());
      Tensor result = call(WhileOps.STATELESS_WHILE, Attrs.of("cond", cond, "body", body), start);

      assertEquals(162, s.run(result, feed(start, 2)).longValue());
      assertEquals(500, s.run(result, feed(start, 500)).longValue());
    }
  }

  @Test
  void aFunctionThatIsNotThereIsNamed() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Attrs attrs = Attrs.of("f", new FunctionRef("absent", Attrs.none()), "Tout", ONE);
      Tensor result = call(FunctionCalls.PARTITIONED_CALL, attrs, constant(1));

      NotFoundError error = assertThrows(NotFoundError.class, () -> s.run(result));
      assertEquals(true, error.getMessage().contains("absent"));
    }
  }

  @Test
  void aFunctionOfTheProgramIsCalledWhileAGraphRuns() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      Tensor x = placeholder(DType.INT32, Shape.of(2));
      Tensor y =
          JavaFunctionOps.of(
                  JavaFunctionOps.PY_FUNC,
                  in -> List.of(List.of(7L, in.get(0).shape().dim(0))),
                  List.of(x),
                  List.of(DType.INT64))
              .output(0);

      EagerTensor value = s.run(plus(y, constant(List.of(1L, 1L))), feed(x, List.of(3, 4)));

      assertEquals(Shape.of(2), value.shape());
      assertEquals(8, value.raw().bytes().window(0, 16).getLong(0));
      assertEquals(3, value.raw().bytes().window(0, 16).getLong(8));
    }
  }
}
