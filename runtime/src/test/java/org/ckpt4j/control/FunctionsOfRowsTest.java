package org.ckpt4j.control;

import static org.ckpt4j.TF.constant;
import static org.ckpt4j.TF.plus;
import static org.ckpt4j.TF.reduceSum;
import static org.ckpt4j.TF.times;
import static org.ckpt4j.compat.TF1.feed;
import static org.ckpt4j.compat.TF1.gradients;
import static org.ckpt4j.compat.TF1.placeholder;
import static org.ckpt4j.compat.TF1.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class FunctionsOfRowsTest {
  private static List<Double> numbers(Operand value) {
    return Arrays.stream(ElementArrays.doubles((EagerTensor) value)).boxed().toList();
  }

  @Test
  void rowsAreMappedFoldedAndScannedInAGraph() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.of(3));
      Tensor mapped = MapFn.of(row -> times(row, row), x, DType.FLOAT32);
      Tensor left = Fold.left((a, row) -> plus(times(a, 2f), row), x, null);
      Tensor right = Fold.right((a, row) -> plus(times(a, 2f), row), x, constant(0f));
      Tensor scanned = Scan.of((a, row) -> plus(a, row), x, null);
      Operand gradient = gradients(List.of(mapped, scanned), x).get(0);
      var fed = feed(x, List.of(1f, 2f, 3f));

      assertEquals(List.of(1.0, 4.0, 9.0), numbers(s.run(mapped, fed)));
      assertEquals(List.of(11.0), numbers(s.run(left, fed)));
      assertEquals(List.of(17.0), numbers(s.run(right, fed)));
      assertEquals(List.of(1.0, 3.0, 6.0), numbers(s.run(scanned, fed)));
      assertEquals(List.of(5.0, 6.0, 7.0), numbers(s.run(gradient, fed)));
    }
  }

  @Test
  void eagerlyTheyDoTheSame() {
    Tensor x = constant(new float[] {1f, 2f, 3f});

    assertEquals(
        List.of(1.0, 4.0, 9.0), numbers(MapFn.of(row -> times(row, row), x, DType.FLOAT32)));
    assertEquals(List.of(6.0), numbers(Fold.left((a, row) -> plus(a, row), x, null)));
    assertEquals(List.of(1.0, 3.0, 6.0), numbers(Scan.of((a, row) -> plus(a, row), x, null)));
  }

  @Test
  void hessiansHaveAllSecondDerivatives() {
    try (var g = new Graph().asDefault();
        var s = session()) {
      Tensor x = placeholder(DType.FLOAT32, Shape.of(2));
      Tensor y = times(reduceSum(times(x, x)), reduceSum(x));
      Tensor hessian = Hessians.of(y, List.of(x)).get(0);

      // y = (a² + b²)(a + b)
      assertEquals(
          List.of(10.0, 6.0, 6.0, 14.0), numbers(s.run(hessian, feed(x, List.of(1f, 2f)))));
    }
  }
}
