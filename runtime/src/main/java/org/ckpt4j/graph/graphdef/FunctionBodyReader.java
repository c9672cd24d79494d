package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphFunction;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.Placeholder;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.FunctionDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.OpDef.ArgDef;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One function from its message: arguments become placeholders, names of outputs become numbers,
 * and the nodes are imported as those of a graph are.
 */
final class FunctionBodyReader {
  private final FunctionDef message;
  private final Graph body;
  private final OpRegistry registry;
  private final Map<String, OpDef> signatures;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> arguments = new HashSet<>();

  FunctionBodyReader(
      FunctionDef message, Graph body, OpRegistry registry, Map<String, OpDef> signatures) {
    this.message = message;
    this.body = body;
    this.registry = registry;
    this.signatures = signatures;
  }

  GraphFunction read() {
    if (message.getSignature().getAttrCount() > 0) {
      throw new UnsupportedOperationException(
          "it has attributes that its callers bind, which is not supported");
    }
    List<NodeDef> all = new ArrayList<>();
    for (int i = 0; i < message.getSignature().getInputArgCount(); i++) {
      ArgDef arg = message.getSignature().getInputArg(i);
      arguments.add(arg.getName());
      all.add(placeholder(arg, i));
    }
    for (NodeDef node : message.getNodeDefList()) {
      if (arguments.contains(node.getName()) || nodes.put(node.getName(), node) != null) {
        throw new IllegalArgumentException("two nodes are called \"" + node.getName() + "\"");
      }
    }
    message.getNodeDefList().forEach(node -> all.add(withPorts(node)));
    Map<String, Operation> made =
        GraphDefImport.nodes(all, body, ImportOptions.plain(registry), signatures);
    List<SymbolicTensor> inputs = new ArrayList<>();
    message
        .getSignature()
        .getInputArgList()
        .forEach(arg -> inputs.add(operation(made, arg.getName()).output(0)));
    List<SymbolicTensor> outputs = new ArrayList<>();
    for (ArgDef arg : message.getSignature().getOutputArgList()) {
      outputs.add(returned(made, arg));
    }
    List<Operation> controls = new ArrayList<>();
    for (String control : message.getSignature().getControlOutputList()) {
      controls.add(operation(made, message.getControlRetMap().getOrDefault(control, control)));
    }
    return new GraphFunction(message.getSignature().getName(), body, inputs, outputs, controls);
  }

  private NodeDef placeholder(ArgDef arg, int index) {
    NodeDef.Builder out = NodeDef.newBuilder().setName(arg.getName()).setOp(Placeholder.DEF.name());
    out.putAttr("dtype", AttrValues.write(TensorProtos.readType(arg.getTypeValue())));
    AttrValue known =
        message
            .getArgAttrOrDefault(index, FunctionDef.ArgAttrs.getDefaultInstance())
            .getAttrMap()
            .get("_output_shapes");
    Shape shape =
        known != null && known.getList().getShapeCount() == 1
            ? TensorProtos.readShape(known.getList().getShape(0))
            : Shape.unknown();
    return out.putAttr("shape", AttrValues.write(shape)).build();
  }

  private NodeDef withPorts(NodeDef node) {
    NodeDef.Builder out = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (!input.startsWith("^")) {
        out.setInput(i, withPort(input));
      }
    }
    return out.build();
  }

  /** {@code node:output:1} or an argument's name, as a graph writes it. */
  private String withPort(String reference) {
    String[] parts = reference.split(":", -1);
    if (arguments.contains(parts[0])) {
      if (parts.length > 2 || (parts.length == 2 && !parts[1].equals("0"))) {
        throw new IllegalArgumentException("\"" + reference + "\" is no argument");
      }
      return parts[0];
    }
    NodeDef node = nodes.get(parts[0]);
    if (node == null || parts.length > 3) {
      throw new IllegalArgumentException("\"" + reference + "\" names no output of a node");
    }
    if (parts.length == 1) {
      return reference;
    }
    int index = parts.length == 3 ? InputRef.parse("x:" + parts[2]).port() : 0;
    OpDef def = find(node.getOp());
    if (def == null) {
      throw new UnsupportedOperationException(
          "operation %s (node \"%s\") is not supported".formatted(node.getOp(), node.getName()));
    }
    int number = OutputPlaces.number(def, node.getAttrMap(), parts[1], index);
    return number == 0 ? parts[0] : parts[0] + ":" + number;
  }

  private @Nullable OpDef find(String op) {
    return registry.find(op).orElseGet(() -> signatures.get(op));
  }

  private SymbolicTensor returned(Map<String, Operation> made, ArgDef arg) {
    String reference = message.getRetMap().get(arg.getName());
    if (reference == null) {
      throw new IllegalArgumentException("nothing is given back as \"" + arg.getName() + "\"");
    }
    InputRef place = InputRef.parse(withPort(reference));
    Operation op = operation(made, place.node());
    if (place.port() >= op.outputs().size()) {
      throw new IllegalArgumentException("\"" + reference + "\" names no output of a node");
    }
    SymbolicTensor tensor = op.output(place.port());
    if (tensor.dtype() != TensorProtos.readType(arg.getTypeValue())) {
      throw new IllegalArgumentException(
          "result \"%s\" is declared with another type than %s".formatted(arg.getName(), tensor));
    }
    return tensor;
  }

  private static Operation operation(Map<String, Operation> made, String name) {
    Operation op = made.get(name);
    if (op == null) {
      throw new IllegalArgumentException("there is no node \"" + name + "\"");
    }
    return op;
  }
}
