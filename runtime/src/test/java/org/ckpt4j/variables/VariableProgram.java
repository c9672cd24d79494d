package org.ckpt4j.variables;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.jspecify.annotations.Nullable;

/** A program of its own that makes variables, in one of the three ways they are kept. */
final class VariableProgram implements AutoCloseable {
  enum Mode {
    REFERENCES,
    RESOURCES,
    EAGER
  }

  private final Mode mode;
  private final Scope program;
  private final @Nullable Scope building;
  private final @Nullable Session session;

  @MustBeClosed
  VariableProgram(Mode mode) {
    this.mode = mode;
    program = Contexts.enter(new EagerContext());
    ResourceDefault.set(mode != Mode.REFERENCES);
    if (mode == Mode.EAGER) {
      building = null;
      session = null;
    } else {
      Graph graph = new Graph();
      building = graph.asDefault();
      session = new Session(graph);
    }
  }

  boolean isEager() {
    return mode == Mode.EAGER;
  }

  Session session() {
    return Objects.requireNonNull(session);
  }

  Graph graph() {
    return Graph.current();
  }

  void initialize() {
    if (session != null) {
      session.run(GraphVariables.globalInitializer());
      session.run(GraphVariables.localInitializer());
    }
  }

  void run(@Nullable Node node) {
    if (session != null) {
      session.run(Objects.requireNonNull(node));
    }
  }

  EagerTensor value(Operand operand) {
    return session != null ? session.run(operand) : (EagerTensor) operand.asTensor();
  }

  /** The elements, row by row; those of whole numbers and booleans, too. */
  List<Double> numbers(Operand operand) {
    EagerTensor value = value(operand);
    return value.dtype().isFloating()
        ? Arrays.stream(ElementArrays.doubles(value)).boxed().toList()
        : Arrays.stream(ElementArrays.longs(value)).mapToObj(n -> (double) n).toList();
  }

  double number(Operand operand) {
    return value(operand).doubleValue();
  }

  List<String> strings(Operand operand) {
    return value(operand).raw().elements().stream()
        .map(bytes -> new String(bytes.toByteArray(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    if (building != null) {
      building.close();
    }
    program.close();
  }
}
