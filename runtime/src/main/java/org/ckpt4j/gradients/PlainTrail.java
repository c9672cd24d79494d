package org.ckpt4j.gradients;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.jspecify.annotations.Nullable;

/** A trail without loops, without names and without places: the eager world's. */
public abstract class PlainTrail implements Trail {
  private static final Scope NOTHING = () -> {};

  @Override
  public @Nullable Gradient gradientOf(Node node) {
    if (node instanceof CustomNode custom) {
      return custom.gradient();
    }
    return node.def().isDifferentiable() ? node.def().gradient() : null;
  }

  @Override
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // nothing is opened
  public Scope enterNode(Node node) {
    return NOTHING;
  }

  @Override
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // nothing is opened
  public Scope enterGradient(Node node) {
    return NOTHING;
  }

  @Override
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // nothing is opened
  public Scope enterLoop(Node node, boolean before) {
    return NOTHING;
  }

  @Override
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // nothing is opened
  public Scope enterSum(Tensor first) {
    return NOTHING;
  }

  @Override
  public @Nullable Operand zerosFor(Node node, int output) {
    return Zeros.like(node.output(output));
  }

  @Override
  public void refine(Operand gradient, Tensor tensor, Node node) {}

  @Override
  public List<? extends @Nullable Operand> gate(List<? extends @Nullable Operand> gradients) {
    return gradients;
  }

  @Override
  public void found(List<Node> between, Set<Node> set) {}

  @Override
  public boolean hasLoops() {
    return false;
  }

  @Override
  public boolean isLoopSwitch(Node node) {
    return false;
  }

  @Override
  public boolean isLoopExit(Node node) {
    return false;
  }

  @Override
  public List<Tensor> unusedExits(Map<Node, Integer> pending, Set<Node> targets) {
    return List.of();
  }

  @Override
  public Operand zerosForExit(Tensor exit) {
    throw new IllegalStateException("there are no loops here, but an exit: " + exit);
  }

  @Override
  public @Nullable LoopExits exitReady(Tensor exit) {
    throw new IllegalStateException("there are no loops here, but an exit: " + exit);
  }

  @Override
  public void finish() {}
}
