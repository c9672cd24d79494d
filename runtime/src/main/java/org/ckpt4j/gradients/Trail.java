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

/**
 * What the reverse walk goes along: which node made a tensor, what its gradient is, and in which
 * surroundings the gradient's operations are added.
 *
 * <p>A tape is a trail of what ran; a graph is one of what was recorded, and there loops have a say
 * (the methods about exits, and {@link #hasLoops}).
 */
public interface Trail {
  /** The node that made a tensor; of one that nothing made, a node that stands for it. */
  Node producer(Tensor tensor);

  /**
   * The gradient of a node; null if nothing flows back through it.
   *
   * @throws org.ckpt4j.errors.LookupError if there is none
   */
  @Nullable Gradient gradientOf(Node node);

  /** Surroundings of everything done for one node: what it is placed with. */
  @MustBeClosed
  Scope enterNode(Node node);

  /** Surroundings of the operations its gradient calls: their names. */
  @MustBeClosed
  Scope enterGradient(Node node);

  /**
   * Surroundings in which the gradients of its outputs are added up ({@code before}) and its
   * gradient is called: the loop that goes backwards.
   */
  @MustBeClosed
  Scope enterLoop(Node node, boolean before);

  /** Surroundings of the sum of several gradients. */
  @MustBeClosed
  Scope enterSum(Tensor first);

  /** Zeros in place of the gradient that did not come; null if none are needed. */
  @Nullable Operand zerosFor(Node node, int output);

  /** A gradient is known to have the shape of the tensor it belongs to. */
  void refine(Operand gradient, Tensor tensor, Node node);

  /** The gradients of one node, to be handed on together if that was asked for. */
  List<? extends @Nullable Operand> gate(List<? extends @Nullable Operand> gradients);

  /** The nodes between sources and targets are known; loops among them add their exits. */
  void found(List<Node> between, Set<Node> set);

  /** Whether there are loops on the way. */
  boolean hasLoops();

  boolean isLoopSwitch(Node node);

  boolean isLoopExit(Node node);

  /** Exits of loops from which nothing comes, of loops of which nothing else is waited for. */
  List<Tensor> unusedExits(Map<Node, Integer> pending, Set<Node> targets);

  /** Zeros in place of the gradient of a loop's exit. */
  Operand zerosForExit(Tensor exit);

  /**
   * An exit has all its gradients; answers those to go on with once its whole loop has, or null.
   */
  @Nullable LoopExits exitReady(Tensor exit);

  /** All is done; loops are closed. */
  void finish();

  /**
   * The exits of one loop.
   *
   * @param deferred those that waited for the others
   * @param unused those from which nothing comes; more may be added
   */
  record LoopExits(List<Tensor> deferred, List<Tensor> unused) {}
}
