package org.ckpt4j.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.RunScope;
import org.jspecify.annotations.Nullable;

/**
 * A plan with branches or loops: which node feeds which, and in which frame each one runs. {@link
 * FrameRun} carries it out.
 */
final class FramePlan extends RunPlan {
  /** A place where a value goes: an input of a node, or (negative) a control edge. */
  record Edge(Node to, int input) {
    static final int CONTROL = -1;
  }

  /** A node, its edges, and its place in its frame. */
  static final class Node {
    final PlannedNode planned;
    final List<List<Edge>> outputs = new ArrayList<>();
    final List<Edge> controls = new ArrayList<>();

    /** Which fetches each output is. */
    final List<List<Integer>> fetchedAs = new ArrayList<>();

    final List<Node> sources = new ArrayList<>();
    int numControls;
    @Nullable FrameLayout frame;
    int index;
    int firstInput;

    /** Of an ENTER: the frame it leads to. */
    @Nullable FrameLayout entered;

    final boolean constantEnter;

    Node(PlannedNode planned) {
      this.planned = planned;
      for (int i = 0; i < planned.numOutputs; i++) {
        outputs.add(new ArrayList<>());
        fetchedAs.add(new ArrayList<>());
      }
      constantEnter =
          planned.role == FlowRole.ENTER
              && Boolean.TRUE.equals(planned.op.attrs().find("is_constant"));
    }

    FrameLayout frame() {
      return java.util.Objects.requireNonNull(frame);
    }
  }

  /** The nodes that run in one frame, as the program's text nests them. */
  static final class FrameLayout {
    final String name;
    final @Nullable FrameLayout parent;
    final List<Node> nodes = new ArrayList<>();
    int numInputs;
    int numEnters;

    FrameLayout(String name, @Nullable FrameLayout parent) {
      this.name = name;
      this.parent = parent;
    }
  }

  /** A feed: whom it reaches, and which fetches it is. */
  record FedEdges(List<Edge> edges, List<Integer> fetchedAs) {}

  final FrameLayout root = new FrameLayout("", null);
  final List<Node> sources = new ArrayList<>();
  final List<FedEdges> fed = new ArrayList<>();
  final List<SymbolicTensor> fetches;

  private FramePlan(List<SymbolicTensor> fetches) {
    this.fetches = List.copyOf(fetches);
  }

  static FramePlan ofNodes(
      List<PlannedNode> planned, List<SymbolicTensor> fetches, List<SymbolicTensor> feeds) {
    FramePlan plan = new FramePlan(fetches);
    Map<Operation, Node> nodes = new LinkedHashMap<>();
    List<PlannedNode> byAge = new ArrayList<>(planned);
    byAge.sort((a, b) -> Integer.compare(a.op.id(), b.op.id()));
    byAge.forEach(p -> nodes.put(p.op, new Node(p)));
    Map<SymbolicTensor, FedEdges> fed = new IdentityHashMap<>();
    for (SymbolicTensor feed : feeds) {
      FedEdges edges = new FedEdges(new ArrayList<>(), new ArrayList<>());
      plan.fed.add(edges);
      fed.put(feed, edges);
    }
    connect(nodes, fed);
    plan.layOut(nodes.values());
    plan.checkFeeds();
    for (int i = 0; i < fetches.size(); i++) {
      SymbolicTensor fetch = fetches.get(i);
      FedEdges edges = fed.get(fetch);
      if (edges != null) {
        edges.fetchedAs.add(i);
      } else {
        plan.fetch(java.util.Objects.requireNonNull(nodes.get(fetch.op())), fetch, i);
      }
    }
    return plan;
  }

  private static void connect(Map<Operation, Node> nodes, Map<SymbolicTensor, FedEdges> fed) {
    for (Node node : nodes.values()) {
      Operation op = node.planned.op;
      for (int i = 0; i < op.inputs().size(); i++) {
        SymbolicTensor input = op.inputs().get(i);
        FedEdges feed = fed.get(input);
        if (feed != null) {
          feed.edges.add(new Edge(node, i));
        } else {
          Node source = java.util.Objects.requireNonNull(nodes.get(input.op()));
          source.outputs.get(input.outputIndex()).add(new Edge(node, i));
          node.sources.add(source);
        }
      }
      for (Operation before : RunPlan.awaited(op, fed::containsKey)) {
        Node source = java.util.Objects.requireNonNull(nodes.get(before));
        source.controls.add(new Edge(node, Edge.CONTROL));
        node.sources.add(source);
        node.numControls++;
      }
    }
  }

  /** Finds the frame of each node, from those without inputs on. */
  private void layOut(Iterable<Node> nodes) {
    Map<FrameLayout, Map<String, FrameLayout>> children = new IdentityHashMap<>();
    ArrayDeque<Node> todo = new ArrayDeque<>();
    for (Node node : nodes) {
      if (node.sources.isEmpty()) {
        node.frame = root;
        todo.add(node);
      }
      boolean fedOnly = node.numControls == 0 && node.planned.numInputs == 0;
      if (fedOnly) {
        sources.add(node);
      }
    }
    while (!todo.isEmpty()) {
      Node node = todo.remove();
      FrameLayout out = outputFrame(node, children);
      for (List<Edge> edges : node.outputs) {
        edges.forEach(edge -> place(edge.to, out, todo));
      }
      node.controls.forEach(edge -> place(edge.to, out, todo));
    }
    for (Node node : nodes) {
      FrameLayout frame = node.frame;
      if (frame == null) {
        throw new InvalidArgumentError(
            "\"%s\" waits for itself, and no loop leads there".formatted(node.planned.op.name()));
      }
      node.index = frame.nodes.size();
      frame.nodes.add(node);
      node.firstInput = frame.numInputs;
      frame.numInputs += node.planned.numInputs;
      if (node.entered != null) {
        node.entered.numEnters++;
      }
    }
  }

  private static void place(Node node, FrameLayout frame, ArrayDeque<Node> todo) {
    if (node.frame == null) {
      node.frame = frame;
      todo.add(node);
    } else if (node.frame != frame) {
      throw new InvalidArgumentError(
          "\"%s\" gets inputs from two loops, \"%s\" and \"%s\"; values pass loops by Enter and Exit"
              .formatted(node.planned.op.name(), node.frame.name, frame.name));
    }
  }

  private static FrameLayout outputFrame(
      Node node, Map<FrameLayout, Map<String, FrameLayout>> children) {
    FrameLayout own = node.frame();
    if (node.planned.role == FlowRole.ENTER) {
      String name = node.planned.op.attrs().get("frame_name");
      node.entered =
          children
              .computeIfAbsent(own, unused -> new LinkedHashMap<>())
              .computeIfAbsent(name, unused -> new FrameLayout(name, own));
      return node.entered;
    }
    if (node.planned.role == FlowRole.EXIT) {
      if (own.parent == null) {
        throw new InvalidArgumentError(
            "\"%s\" leaves a loop, but is in none".formatted(node.planned.op.name()));
      }
      return own.parent;
    }
    return own;
  }

  private void checkFeeds() {
    for (FedEdges feed : fed) {
      for (Edge edge : feed.edges) {
        if (edge.to.frame() != root) {
          throw new InvalidArgumentError(
              "\"%s\" is inside of a loop; what it reads cannot be fed"
                  .formatted(edge.to.planned.op.name()));
        }
      }
    }
  }

  private void fetch(Node node, SymbolicTensor tensor, int place) {
    FrameLayout frame = node.frame();
    boolean leaves = node.planned.role == FlowRole.EXIT;
    boolean enters = node.planned.role == FlowRole.ENTER;
    if (enters || (leaves ? frame.parent != root : frame != root)) {
      throw new InvalidArgumentError(
          "%s is inside of a loop and has many values; fetch what the loop gives"
              .formatted(tensor));
    }
    node.fetchedAs.get(tensor.outputIndex()).add(place);
  }

  @Override
  EagerTensor[] run(EagerTensor[] fed, RunScope run) {
    return new FrameRun(this, run).run(fed);
  }
}
