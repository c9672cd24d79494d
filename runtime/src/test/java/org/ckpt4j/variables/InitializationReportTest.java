package org.ckpt4j.variables;

import static org.ckpt4j.TF.name;
import static org.ckpt4j.TF.zeros;
import static org.ckpt4j.compat.TF1.assertVariablesInitialized;
import static org.ckpt4j.compat.TF1.globalVariablesInitializer;
import static org.ckpt4j.compat.TF1.reportUninitializedVariables;
import static org.ckpt4j.compat.TF1.useResource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.tensor.Shape;
import org.junit.jupiter.api.Test;

class InitializationReportTest {
  private static List<String> strings(EagerTensor value) {
    return Arrays.stream(ElementArrays.strings(value))
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void variablesWithoutAValueAreNamed() {
    for (boolean resource : new boolean[] {true, false}) {
      try (var g = new Graph().asDefault();
          var s = new Session()) {
        Variable a = new Variable(zeros(Shape.of(2)), name("a"), useResource(resource));
        new Variable(zeros(Shape.of(2)), name("b"), useResource(resource));
        Tensor report = reportUninitializedVariables();
        assertEquals("report_uninitialized_variables/boolean_mask/GatherV2:0", report.name());

        s.run(a.initializer());

        assertEquals(List.of("b"), strings(s.run(report)));
        s.run(globalVariablesInitializer());
        assertEquals(List.of(), strings(s.run(report)));
      }
    }
  }

  @Test
  void aGraphWithoutVariablesReportsNone() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      assertEquals(List.of(), strings(s.run(reportUninitializedVariables())));
      assertNull(assertVariablesInitialized(null));
    }
  }

  @Test
  void theAssertionFailsUntilAllHaveValues() {
    try (var g = new Graph().asDefault();
        var s = new Session()) {
      new Variable(zeros(Shape.of(2)), name("a"));
      new Variable(zeros(Shape.of(3, 1)), name("b"));
      Tensor all = assertVariablesInitialized(null);

      assertThrows(FailedPreconditionError.class, () -> s.run(all));
      s.run(globalVariablesInitializer());
      assertEquals(2, s.run(all).shape().dim(0));
    }
  }
}
