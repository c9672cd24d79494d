package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.NodeSpec;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.tensor.Shape;

/**
 * Adds the nodes of a {@code GraphDef} to a graph.
 *
 * <p>Nodes may come in any order, and loops may lead back. Names that are taken get a number. All
 * or nothing is not promised: after an error the graph may hold some of the nodes, as in
 * TensorFlow. Counterpart: {@code tf.import_graph_def}.
 */
public final class GraphDefImport {
  private static final String COLOCATION = "_class";
  private static final String COLOCATED_WITH = "loc:@";

  private final Graph graph;
  private final ImportOptions options;
  private final NodeAttrs attrs;
  private final Map<String, OpDef> functions;
  private final List<NodeDef> nodes;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<List<InputRef>> inputs = new ArrayList<>();
  private final Map<String, Operation> made = new LinkedHashMap<>();
  private final Map<String, String> newNames = new HashMap<>();
  private final Set<String> mapped = new LinkedHashSet<>();
  private final List<BackEdge> backEdges = new ArrayList<>();

  private record BackEdge(Operation head, int input, InputRef from) {}

  private GraphDefImport(
      Graph graph, List<NodeDef> nodes, ImportOptions options, Map<String, OpDef> functions) {
    this.functions = functions;
    this.graph = graph;
    this.nodes = nodes;
    this.options = options;
    this.attrs = new NodeAttrs(options.producerOps());
  }

  /**
   * Imports a graph and the functions it calls.
   *
   * @return the operations by the names they have in the message
   * @throws IllegalArgumentException if the message is no graph, does not fit the registry, or asks
   *     for what is not in it
   * @throws UnsupportedOperationException if it has an operation that the registry lacks
   */
  public static Map<String, Operation> run(GraphDef message, Graph graph, ImportOptions options) {
    FunctionMessages.install(message.getLibrary(), graph, options.registry());
    return nodes(message.getNodeList(), graph, options, Map.of());
  }

  /**
   * Imports a graph into the one being built, below a name scope.
   *
   * @param inputMap what takes the place of inputs: tensors, or operations for control inputs
   * @param returnElements names in the message of operations and tensors that are wanted
   * @param name the scope; the empty one for none; {@code import} in Python if none is given
   * @return what was asked for, in order
   * @throws IllegalArgumentException as {@link #run}, and if something asked for is not in it
   * @throws IllegalStateException if the program is eager
   */
  public static List<Object> importGraphDef(
      GraphDef message, Map<String, ?> inputMap, List<String> returnElements, String name) {
    Graph graph = Graph.current();
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputMap.forEach(
        (input, given) -> inputs.put(input, given instanceof Operand o ? o.graphElement() : given));
    try (NameScope scope = NameScope.enter(name)) {
      ImportOptions options =
          ImportOptions.plain(StandardOps.registry())
              .withPrefix(scope.name().replaceFirst("/$", ""))
              .withInputMap(inputs);
      return elements(run(message, graph, options), returnElements);
    }
  }

  /**
   * Imports nodes alone.
   *
   * @param functions signatures of functions that the graph does not have yet
   */
  static Map<String, Operation> nodes(
      List<NodeDef> nodes, Graph graph, ImportOptions options, Map<String, OpDef> functions) {
    GraphDefImport importer = new GraphDefImport(graph, nodes, options, functions);
    importer.index();
    importer.checkInputs();
    for (int next : NodeOrder.of(nodes, importer.inputs, importer.index)) {
      importer.add(nodes.get(next), importer.inputs.get(next));
    }
    importer.connectBackEdges();
    importer.checkInputMapUsed();
    return importer.made;
  }

  private void index() {
    for (int i = 0; i < nodes.size(); i++) {
      NodeDef node = nodes.get(i);
      if (index.put(node.getName(), i) != null) {
        throw new IllegalArgumentException("two nodes are called \"" + node.getName() + "\"");
      }
      try {
        inputs.add(node.getInputList().stream().map(InputRef::parse).toList());
      } catch (IllegalArgumentException e) {
        throw fault(node, e);
      }
    }
    for (NodeDef node : nodes) {
      newNames.put(node.getName(), newName(node.getName()));
    }
  }

  private String newName(String name) {
    String wanted = options.prefix().isEmpty() ? name : options.prefix() + "/" + name;
    String free = wanted;
    for (int i = 1; graph.hasOperation(free); i++) {
      free = wanted + "_" + i;
    }
    return free;
  }

  private void checkInputs() {
    for (int i = 0; i < nodes.size(); i++) {
      boolean control = false;
      for (InputRef input : inputs.get(i)) {
        if (control && !input.isControl()) {
          throw fault(nodes.get(i), "input " + input + " comes after a control input");
        }
        control = input.isControl();
        if (replacement(input) == null && !index.containsKey(input.node())) {
          throw fault(
              nodes.get(i),
              "input " + input + " is no node of the graph, and nothing is given in its place");
        }
      }
    }
  }

  private Object replacement(InputRef input) {
    Object found = options.inputMap().get(input.toString());
    if (found != null) {
      mapped.add(input.toString());
      return found;
    }
    String explicit = input.node() + ":0";
    if (input.port() == 0 && options.inputMap().containsKey(explicit)) {
      mapped.add(explicit);
      return options.inputMap().get(explicit);
    }
    return null;
  }

  private void add(NodeDef node, List<InputRef> refs) {
    OpDef def = FunctionMessages.findOp(node.getOp(), graph, options.registry());
    def = def == null ? functions.get(node.getOp()) : def;
    if (def == null) {
      throw new UnsupportedOperationException(
          "operation %s (node \"%s\") is not supported".formatted(node.getOp(), node.getName()));
    }
    try {
      made.put(node.getName(), add(node, def, refs));
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException(where(node) + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Of any kind: the message is what is at fault, and the caller must know which part of it.
      throw fault(node, e);
    }
  }

  private Operation add(NodeDef node, OpDef def, List<InputRef> refs) {
    List<SymbolicTensor> data = new ArrayList<>();
    List<Operation> control = new ArrayList<>();
    List<Integer> back = new ArrayList<>();
    for (InputRef ref : refs) {
      Object replacement = replacement(ref);
      if (ref.isControl()) {
        Operation op = replacement == null ? made.get(ref.node()) : (Operation) replacement;
        if (!control.contains(op)) {
          control.add(op);
        }
      } else if (replacement != null) {
        data.add((SymbolicTensor) replacement);
      } else if (made.containsKey(ref.node())) {
        data.add(output(made.get(ref.node()), ref.port()));
      } else {
        back.add(data.size());
        data.add(null);
      }
    }
    standIn(data, back);
    Attrs read = withColocations(attrs.read(node, def));
    Operation op =
        graph.addNode(
            new NodeSpec(
                newNames.get(node.getName()),
                def,
                read,
                data,
                control,
                device(node.getDevice()),
                !back.isEmpty()));
    back.forEach(i -> backEdges.add(new BackEdge(op, i, refs.get(i))));
    learnShapes(op, NodeAttrs.outputShapes(node));
    return op;
  }

  /** Until the way back of a loop is there, the way in stands for it: it has the same type. */
  private static void standIn(List<SymbolicTensor> data, List<Integer> back) {
    for (int missing : back) {
      SymbolicTensor known =
          data.stream()
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no way leads into the loop"));
      data.set(missing, known);
    }
  }

  private static SymbolicTensor output(Operation op, int port) {
    if (port >= op.outputs().size()) {
      throw new IllegalArgumentException(
          "there is no output %d of \"%s\" (%s), which has %d"
              .formatted(port, op.name(), op.type(), op.outputs().size()));
    }
    return op.output(port);
  }

  private Attrs withColocations(Attrs read) {
    if (!(read.find(COLOCATION) instanceof List<?> groups)) {
      return read;
    }
    List<String> renamed = new ArrayList<>();
    for (Object group : groups) {
      String text = String.valueOf(group);
      if (!text.startsWith(COLOCATED_WITH)) {
        renamed.add(text);
        continue;
      }
      String target = newNames.get(text.substring(COLOCATED_WITH.length()));
      if (target == null) {
        throw new IllegalArgumentException(
            "is to be placed with \"%s\", which is no node of the graph".formatted(text));
      }
      renamed.add(COLOCATED_WITH + target);
    }
    return read.with(COLOCATION, List.copyOf(renamed));
  }

  /** The node's own device; what it leaves open is taken from the device scopes that are open. */
  private static String device(String own) {
    if (Contexts.current().device().isEmpty()) {
      return own;
    }
    try (var scope = Contexts.current().enterDevice(own)) {
      return Contexts.current().device();
    }
  }

  private static void learnShapes(Operation op, List<Shape> shapes) {
    if (shapes.isEmpty()) {
      return;
    }
    // A call may know of outputs that were taken away since: TF leaves them unread.
    if (shapes.size() < op.outputs().size()) {
      throw new IllegalArgumentException(
          "has %d outputs, and shapes of %d".formatted(op.outputs().size(), shapes.size()));
    }
    for (int i = 0; i < op.outputs().size(); i++) {
      op.output(i).setShape(shapes.get(i));
    }
  }

  private void connectBackEdges() {
    for (BackEdge edge : backEdges) {
      try {
        edge.head.updateInput(edge.input, output(made.get(edge.from.node()), edge.from.port()));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "the way back to \"%s\" from %s: %s"
                .formatted(edge.head.name(), edge.from, e.getMessage()),
            e);
      }
    }
  }

  private void checkInputMapUsed() {
    Set<String> unused = new LinkedHashSet<>(options.inputMap().keySet());
    unused.removeAll(mapped);
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "the input map replaces %s, which no node takes".formatted(unused));
    }
  }

  /**
   * What the names in a message stand for after its import: an operation, or with {@code :n} a
   * tensor.
   *
   * @throws IllegalArgumentException if there is none of a name
   */
  public static List<Object> elements(Map<String, Operation> imported, List<String> names) {
    List<Object> out = new ArrayList<>();
    for (String name : names) {
      int colon = name.lastIndexOf(':');
      Operation op = imported.get(colon < 0 ? name : name.substring(0, colon));
      try {
        if (op == null) {
          throw new NoSuchElementException("there is no such node");
        }
        out.add(colon < 0 ? op : output(op, InputRef.parse(name).port()));
      } catch (NoSuchElementException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "\"%s\" cannot be returned: %s".formatted(name, e.getMessage()), e);
      }
    }
    return out;
  }

  private static IllegalArgumentException fault(NodeDef node, RuntimeException cause) {
    return new IllegalArgumentException(where(node) + ": " + cause.getMessage(), cause);
  }

  private static IllegalArgumentException fault(NodeDef node, String message) {
    return new IllegalArgumentException(where(node) + ": " + message);
  }

  private static String where(NodeDef node) {
    return "node \"%s\" (%s)".formatted(node.getName(), node.getOp());
  }
}
