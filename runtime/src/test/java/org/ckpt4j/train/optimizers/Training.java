package org.ckpt4j.train.optimizers;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/** A program that trains, in one of the three ways variables are kept. */
final class Training implements AutoCloseable {
  enum Mode {
    REFERENCES,
    RESOURCES,
    EAGER
  }

  private final Mode mode;
  private final Scope context;
  private final @Nullable Session session;

  @MustBeClosed
  Training(Mode mode) {
    this.mode = mode;
    if (mode == Mode.EAGER) {
      context = Contexts.enter(new EagerContext());
      session = null;
    } else {
      Graph graph = new Graph();
      context = graph.asDefault();
      session = new Session(graph);
    }
  }

  boolean isEager() {
    return mode == Mode.EAGER;
  }

  Session session() {
    return java.util.Objects.requireNonNull(session);
  }

  Variable variable(String name, DType dtype, double... values) {
    return new Variable(
        tensor(dtype, values), new Named(name), new UseResource(mode != Mode.REFERENCES));
  }

  static Tensor tensor(DType dtype, double... values) {
    return ToTensor.of(values, dtype, "Const");
  }

  static IndexedSlices rows(DType dtype, double[] values, int[] indices, int size) {
    return new IndexedSlices(
        tensor(dtype, values),
        ToTensor.of(indices, DType.INT32, "indices"),
        ToTensor.of(new int[] {size}, DType.INT32, "shape"));
  }

  void initialize() {
    if (session != null) {
      session.run(GraphVariables.globalInitializer());
    }
  }

  void run(Node node) {
    if (session != null) {
      session.run(node);
    }
  }

  /** Applies gradients some times: by one operation in a graph, by as many calls eagerly. */
  void steps(Optimizer optimizer, List<GradAndVar> gradients, int steps) {
    Node step = optimizer.applyGradients(gradients);
    initialize();
    for (int i = isEager() ? 1 : 0; i < steps; i++) {
      if (isEager()) {
        optimizer.applyGradients(gradients);
      } else {
        session().run(step);
      }
    }
  }

  double[] value(Operand variable) {
    EagerTensor value = session != null ? session.run(variable) : (EagerTensor) variable.asTensor();
    return ElementArrays.doubles(value);
  }

  static double tolerance(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 2e-3;
      case FLOAT32 -> 1e-5;
      default -> 1e-7;
    };
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    context.close();
  }
}
