package org.ckpt4j.conformance.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.util.List;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Session;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/** A program of its own, whose output is compared line by line with what TensorFlow's gave. */
final class Program implements AutoCloseable {
  private final Scope context;
  private final JsonNode expected;
  private int line;

  @MustBeClosed
  Program(String name) throws IOException {
    expected = Recorded.read("programs.json").get(name);
    context = Contexts.enter(new EagerContext());
  }

  static RawTensor wave(double phase, long... shape) {
    return Recorded.wave(Shape.of(shape), phase);
  }

  /** The next line holds these tensors one after another. */
  void out(Operand... tensors) {
    double[] all =
        List.of(tensors).stream()
            .flatMapToDouble(
                t -> java.util.Arrays.stream(Recorded.numbers((EagerTensor) t.asTensor())))
            .toArray();
    Recorded.assertNear(Recorded.doubles(expected.get(line)), all, "line " + line);
    line++;
  }

  /** The next line holds these names. */
  void names(List<String> names) {
    assertEquals(Recorded.names(expected.get(line++)), names);
  }

  /** A line for each variable. */
  void variables(Session session, List<? extends Operand> variables) {
    for (Operand variable : variables) {
      out(session.run(variable));
    }
  }

  static List<String> globalNames() {
    return TF1.globalVariables().stream().map(Operand::name).toList();
  }

  @Override
  public void close() {
    assertEquals(expected.size(), line, "how many lines");
    context.close();
  }
}
