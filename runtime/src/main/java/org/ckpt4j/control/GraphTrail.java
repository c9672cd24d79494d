package org.ckpt4j.control;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.PlainTrail;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.jspecify.annotations.Nullable;

/** The trail of a graph: each gradient is named, and placed, after its operation. */
final class GraphTrail extends PlainTrail {
  private final Graph graph;
  private final boolean colocate;
  private final boolean gate;
  private final LoopGradients loops = new LoopGradients();

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
    if (named != null) {
      return graph.gradientFunction((String) named);
    }
    Gradient flow = FlowGradients.of((Operation) node);
    return flow == null ? super.gradientOf(node) : flow;
  }

  @Override
  public void found(List<Node> between, Set<Node> set) {
    for (int i = 0; i < between.size(); i++) {
      Operation op = (Operation) between.get(i);
      if (ControlFlowContext.isLoopExit(op)) {
        try (Scope placed = enterNode(op)) {
          loops.add(op, between, set);
        }
      }
    }
  }

  @Override
  public boolean hasLoops() {
    return !loops.isEmpty();
  }

  @Override
  public boolean isLoopSwitch(Node node) {
    return LoopGradients.isLoopSwitch((Operation) node);
  }

  @Override
  public boolean isLoopExit(Node node) {
    return ControlFlowContext.isLoopExit((Operation) node);
  }

  @Override
  public List<Tensor> unusedExits(Map<Node, Integer> pending, Set<Node> targets) {
    return loops.unusedExits(pending, targets);
  }

  @Override
  public Operand zerosForExit(Tensor exit) {
    return loops.zerosForExit((SymbolicTensor) exit);
  }

  @Override
  public @Nullable LoopExits exitReady(Tensor exit) {
    return loops.exitReady((SymbolicTensor) exit);
  }

  @Override
  public void finish() {
    loops.finish();
  }

  @Override
  public @Nullable Operand zerosFor(Node node, int output) {
    return loops.isEmpty()
        ? LoopGradients.zerosOutside((Operation) node, output)
        : loops.zerosFor((Operation) node, output);
  }

  @Override
  @MustBeClosed
  public Scope enterLoop(Node node, boolean before) {
    LoopGradient loop = loops.of((Operation) node, before);
    if (loop == null) {
      return super.enterLoop(node, before);
    }
    loop.backward().enter();
    return loop.backward()::exit;
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
