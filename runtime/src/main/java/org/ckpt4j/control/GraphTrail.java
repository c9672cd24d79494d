package org.ckpt4j.control;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.PlainTrail;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.jspecify.annotations.Nullable;

/** The trail of a graph: each gradient is named, and placed, after its operation. */
final class GraphTrail extends PlainTrail {
  private final Graph graph;
  private final boolean colocate;
  private final boolean gate;

  GraphTrail(Graph graph, boolean colocate, boolean gate) {
    this.graph = graph;
    this.colocate = colocate;
    this.gate = gate;
  }

  @Override
  public Node producer(Tensor tensor) {
    return tensor.op();
  }

  @Override
  public @Nullable Gradient gradientOf(Node node) {
    Object named = node.attrs().find(Graph.GRADIENT_TYPE);
    return named == null ? super.gradientOf(node) : graph.gradientFunction((String) named);
  }

  @Override
  @MustBeClosed
  public Scope enterNode(Node node) {
    return colocate ? place((Operation) node, false) : super.enterNode(node);
  }

  @Override
  @MustBeClosed
  public Scope enterGradient(Node node) {
    return NameScope.enter(node.name() + "_grad");
  }

  @Override
  @MustBeClosed
  public Scope enterSum(Tensor first) {
    return place((Operation) first.op(), true);
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // both are left by the scope that is given back
  private static Scope place(Operation op, boolean alone) {
    Scope none = alone ? Contexts.current().enterColocation(null) : () -> {};
    Scope here = Contexts.current().enterColocation(op.output(0));
    return () -> {
      here.close();
      none.close();
    };
  }

  @Override
  public void refine(Operand gradient, Tensor tensor, Node node) {
    if (gradient instanceof SymbolicTensor symbol
        && tensor.dtype() != org.ckpt4j.tensor.DType.RESOURCE) {
      if (!symbol.shape().isCompatibleWith(tensor.shape())) {
        throw new IllegalArgumentException(
            "the gradient of \"%s\" gives %s for an input of shape %s"
                .formatted(node.name(), symbol, tensor.shape()));
      }
      symbol.setShape(tensor.shape());
    }
  }

  @Override
  public List<? extends @Nullable Operand> gate(List<? extends @Nullable Operand> gradients) {
    return gate && gradients.stream().filter(Objects::nonNull).count() > 1
        ? Group.tuple(gradients)
        : gradients;
  }
}
