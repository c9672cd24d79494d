package org.ckpt4j.gradients;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.AggregationMethod;
import org.ckpt4j.options.UnconnectedGradients;
import org.jspecify.annotations.Nullable;

/**
 * The reverse walk from targets to sources, shared by {@code tf.gradients} and the tape.
 *
 * <p>Nodes between sources and targets are visited once all that flows back to their outputs is
 * known, in TensorFlow's order, so that a graph's gradient nodes get TensorFlow's names. Used once.
 */
public final class Backprop {
  private final Trail trail;
  private final AggregationMethod method;
  private final Map<Node, Received[]> received = new IdentityHashMap<>();
  private final Map<Node, Integer> pending = new IdentityHashMap<>();
  private final ArrayDeque<Node> queue = new ArrayDeque<>();

  /** What flowed back to one output: the parts, and their sum once it is made. */
  private static final class Received {
    private final List<Operand> parts = new ArrayList<>();
    private @Nullable Operand sum;
    private boolean summed;
  }

  public Backprop(Trail trail, AggregationMethod method) {
    this.trail = trail;
    this.method = method;
  }

  /**
   * For each source the gradient of the sum of the targets, or null.
   *
   * @param gradients for each target the gradient to begin with
   * @param stops tensors through which nothing flows
   * @throws org.ckpt4j.errors.LookupError if an operation on the way has no gradient
   * @throws IllegalArgumentException if a gradient does not fit its tensor
   */
  public List<@Nullable Operand> run(
      List<Tensor> targets,
      List<Operand> gradients,
      List<Tensor> sources,
      List<Tensor> stops,
      UnconnectedGradients unconnected) {
    List<Node> to = targets.stream().map(trail::producer).toList();
    List<Node> from = sources.stream().map(trail::producer).toList();
    List<Node> between = between(to, from);
    Set<Node> set = identitySet(between);
    trail.found(between, set);
    for (Node node : between) {
      for (Tensor input : node.inputs()) {
        Node maker = trail.producer(input);
        if (set.contains(maker)) {
          pending.merge(maker, 1, Integer::sum);
        }
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      receive(targets.get(i), gradients.get(i));
    }
    Set<Node> queued = identitySet(List.of());
    for (Node node : to) {
      if (pending.getOrDefault(node, 0) == 0 && set.contains(node) && queued.add(node)) {
        queue.add(node);
      }
    }
    for (Tensor exit : trail.unusedExits(pending, queued)) {
      if (Differentiable.is(exit.dtype())) {
        receive(exit, trail.zerosForExit(exit));
        queue.add(trail.producer(exit));
      }
    }
    Set<Node> stopped = stopped(from, stops);
    while (!queue.isEmpty()) {
      Node node = queue.remove();
      try (Scope placed = trail.enterNode(node)) {
        visit(node, stopped.contains(node));
      }
      node.inputs().forEach(this::countDown);
    }
    trail.finish();
    List<@Nullable Operand> results = new ArrayList<>();
    for (Tensor source : sources) {
      Operand result = result(source);
      results.add(
          result == null && unconnected == UnconnectedGradients.ZERO ? Zeros.like(source) : result);
    }
    return results;
  }

  private static Set<Node> identitySet(List<Node> nodes) {
    Set<Node> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(nodes);
    return set;
  }

  /** The nodes on a way from a source to a target, breadth first from the targets. */
  private List<Node> between(List<Node> to, List<Node> from) {
    Map<Node, List<Node>> consumers = new IdentityHashMap<>();
    ArrayDeque<Node> todo = new ArrayDeque<>(to);
    Set<Node> ancestors = identitySet(List.of());
    while (!todo.isEmpty()) {
      Node node = todo.remove();
      if (ancestors.add(node)) {
        for (Tensor input : node.inputs()) {
          Node maker = trail.producer(input);
          if (Differentiable.is(input.dtype())) {
            consumers.computeIfAbsent(maker, unused -> new ArrayList<>()).add(node);
          }
          todo.add(maker);
        }
      }
    }
    Set<Node> reached = identitySet(List.of());
    todo.addAll(from);
    while (!todo.isEmpty()) {
      Node node = todo.remove();
      if (reached.add(node)) {
        todo.addAll(consumers.getOrDefault(node, List.of()));
      }
    }
    List<Node> between = new ArrayList<>();
    todo.addAll(to);
    while (!todo.isEmpty()) {
      Node node = todo.remove();
      if (reached.remove(node)) {
        between.add(node);
        node.inputs().forEach(input -> todo.add(trail.producer(input)));
      }
    }
    return between;
  }

  /** Sources that depend on no other source, and what the program says to stop at. */
  private Set<Node> stopped(List<Node> from, List<Tensor> stops) {
    Set<Node> out = identitySet(List.of());
    for (Node node : from) {
      if (node.inputs().stream()
          .noneMatch(input -> pending.getOrDefault(trail.producer(input), 0) > 0)) {
        out.add(node);
      }
    }
    stops.forEach(stop -> out.add(trail.producer(stop)));
    return out;
  }

  private void visit(Node node, boolean stop) {
    List<@Nullable Operand> out;
    try (Scope loop = trail.enterLoop(node, true)) {
      out = sums(node);
    }
    boolean any = out.stream().anyMatch(Objects::nonNull);
    Gradient gradient = any && !stop ? trail.gradientOf(node) : null;
    if (gradient == null) {
      return;
    }
    try (Scope loop = trail.enterLoop(node, false)) {
      for (int i = 0; i < out.size(); i++) {
        if (out.get(i) == null && Differentiable.is(node.output(i).dtype())) {
          out.set(i, trail.zerosFor(node, i));
        }
      }
      List<? extends @Nullable Operand> in;
      try (Scope named = trail.enterGradient(node)) {
        in = gradient.of(new NodeCall(node), out);
        if (in.size() != node.inputs().size()) {
          throw new IllegalArgumentException(
              "the gradient of %s gave %d gradients for %d inputs"
                  .formatted(node.name(), in.size(), node.inputs().size()));
        }
        in = trail.gate(in);
      }
      for (int i = 0; i < in.size(); i++) {
        Operand part = in.get(i);
        if (part != null) {
          trail.refine(part, node.inputs().get(i), node);
          receive(node.inputs().get(i), part);
        }
      }
    }
  }

  private record NodeCall(Node node) implements GradientCall {
    @Override
    public Tensor input(int index) {
      return node.inputs().get(index);
    }

    @Override
    public Tensor output(int index) {
      return node.output(index);
    }

    @Override
    public int numInputs() {
      return node.inputs().size();
    }

    @Override
    public <T> T attr(String name) {
      return node.attrs().get(name);
    }
  }

  private Received[] receivedBy(Node node) {
    return received.computeIfAbsent(
        node,
        key -> {
          Received[] all = new Received[node.outputs().size()];
          for (int i = 0; i < all.length; i++) {
            all[i] = new Received();
          }
          return all;
        });
  }

  private void receive(Tensor tensor, Operand part) {
    Node maker = trail.producer(tensor);
    Received to = receivedBy(maker)[outputIndex(maker, tensor)];
    if (to.summed) {
      // The switch of a loop is visited twice; the second part comes after the first visit.
      to.sum = part;
    } else {
      to.parts.add(part);
    }
  }

  private static int outputIndex(Node maker, Tensor tensor) {
    List<? extends Tensor> outputs = maker.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) == tensor) {
        return i;
      }
    }
    throw new IllegalStateException(tensor + " is no output of " + maker);
  }

  private List<@Nullable Operand> sums(Node node) {
    List<@Nullable Operand> out = new ArrayList<>();
    for (Received each : receivedBy(node)) {
      if (!each.summed) {
        each.sum = sum(each.parts, node);
        each.summed = true;
        each.parts.clear();
      }
      out.add(each.sum);
    }
    return out;
  }

  private @Nullable Operand sum(List<Operand> parts, Node node) {
    if (parts.size() < 2 || !(parts.get(0) instanceof Tensor first)) {
      return GradientSums.of(parts);
    }
    try (Scope placed = trail.enterSum(first)) {
      return GradientSums.of(parts, method, method == AggregationMethod.ADD_N ? "" : node.name());
    }
  }

  private @Nullable Operand result(Tensor source) {
    Node maker = trail.producer(source);
    Received[] all = received.get(maker);
    if (all == null) {
      return null;
    }
    Received to = all[outputIndex(maker, source)];
    return to.summed ? to.sum : GradientSums.of(to.parts);
  }

  private void countDown(Tensor input) {
    Node maker = trail.producer(input);
    int left = pending.merge(maker, -1, Integer::sum);
    boolean ready = left == 0 || (trail.hasLoops() && left > 0 && trail.isLoopSwitch(maker));
    if (!ready) {
      return;
    }
    if (!trail.isLoopExit(maker)) {
      queue.add(maker);
      return;
    }
    Trail.LoopExits exits = trail.exitReady(input);
    if (exits != null) {
      leaveLoop(exits);
    }
  }

  /** Goes on with all exits of a loop: those without a gradient get zeros if others have one. */
  private void leaveLoop(Trail.LoopExits exits) {
    boolean any = false;
    for (Tensor exit : exits.deferred()) {
      Node node = trail.producer(exit);
      if (java.util.Arrays.stream(receivedBy(node))
          .anyMatch(r -> r.sum != null || !r.parts.isEmpty())) {
        any = true;
        queue.add(node);
      } else {
        exits.unused().add(exit);
      }
    }
    for (Tensor exit : exits.unused()) {
      if (any && Differentiable.is(exit.dtype())) {
        receive(exit, trail.zerosForExit(exit));
      }
      queue.add(trail.producer(exit));
    }
  }
}
