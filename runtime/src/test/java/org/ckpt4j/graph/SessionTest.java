package org.ckpt4j.graph;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.dict;
import static org.ckpt4j.TF.matmul;
import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.variables.Variable;
import org.junit.jupiter.api.Test;

class SessionTest {
  @Test
  void fetchesComeBackInTheirOwnStructure() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor a = constant(1f, name("a"));
      Tensor b = constant(2f, name("b"));

      Object values = s.runAll(dict("x", List.of(a, "b:0"), "op", b.op()));

      Map<?, ?> map = (Map<?, ?>) values;
      List<?> list = (List<?>) map.get("x");
      assertEquals(1.0, ((EagerTensor) list.get(0)).doubleValue());
      assertEquals(2.0, ((EagerTensor) list.get(1)).doubleValue());
      assertNull(map.get("op"));
    }
  }

  @Test
  void anyTensorCanBeFedAndWhatItNeedsIsNotRun() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor unfed = placeholder(DType.FLOAT32, Shape.of(2));
      Tensor inner = times(unfed, 2f);
      Tensor outer = plus(inner, 1f);

      EagerTensor value = s.run(outer, feed(inner, List.of(3f, 4f)));

      assertEquals(List.of(4f, 5f), floats(value));
      assertThrows(InvalidArgumentError.class, () -> s.run(outer));
    }
  }

  @Test
  void aFeedOfAnotherShapeIsRefused() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor p = placeholder(DType.FLOAT32, Shape.of(2));

      assertThrows(IllegalArgumentException.class, () -> s.run(p, feed(p, List.of(1f, 2f, 3f))));
    }
  }

  @Test
  void onlyWhatIsNeededRuns() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Variable v = new Variable(1f, name("v"));
      Variable changed = v.assignAdd(1f);
      s.run(v.initializer());

      s.run(constant(0f));

      assertEquals(1.0, s.run(v).doubleValue());
      assertEquals(2.0, s.run(changed).doubleValue());
    }
  }

  @Test
  void nd4jComputesMatricesAndSums() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor a = constant(List.of(List.of(1f, 2f), List.of(3f, 4f)));
      Tensor product = matmul(a, a);

      assertEquals(List.of(7f, 10f, 15f, 22f), floats(s.run(product)));
      assertEquals(54.0, s.run(reduceSum(product)).doubleValue());
    }
  }

  @Test
  void aTensorOfAnotherGraphCannotBeFetched() {
    Tensor foreign;
    try (var g = new Graph().asDefault()) {
      foreign = constant(1f);
    }
    try (var g = new Graph().asDefault();
        var s = session()) {
      constant(2f);

      assertThrows(IllegalArgumentException.class, () -> s.run(foreign));
      assertThrows(TypeError.class, () -> s.runAll(3));
    }
  }

  @Test
  void theSessionEnteredLastIsTheDefaultOne() {
    try (var g = new Graph().asDefault();
        var outer = session()) {
      try (var inner = session()) {
        assertSame(inner, Session.requireDefault("test"));
      }
      assertSame(outer, Session.requireDefault("test"));
    }
    assertThrows(IllegalArgumentException.class, () -> Session.requireDefault("test"));
  }

  @Test
  void aClosedSessionRunsNothing() {
    try (var g = new Graph().asDefault()) {
      Session s = new Session();
      Tensor t = constant(1f);
      s.close();

      assertThrows(IllegalStateException.class, () -> s.run(t));
    }
  }

  private static List<Float> floats(EagerTensor value) {
    float[] out = new float[(int) value.shape().numElements()];
    value.raw().bytes().window(0, out.length * 4).asFloatBuffer().get(out);
    Float[] boxed = new Float[out.length];
    Arrays.setAll(boxed, i -> out[i]);
    return List.of(boxed);
  }
}
