package org.ckpt4j.graph.graphdef;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.graph.GraphFunction;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.proto.FunctionDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.OpDef.ArgDef;

/** A function that was made here, as a message: numbers of outputs become names. */
final class FunctionBodyWriter {
  private final GraphFunction function;
  private final Map<SymbolicTensor, String> arguments = new HashMap<>();
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  private FunctionBodyWriter(GraphFunction function) {
    this.function = function;
  }

  static FunctionDef write(GraphFunction function) {
    return new FunctionBodyWriter(function).write();
  }

  private FunctionDef write() {
    org.ckpt4j.proto.OpDef.Builder signature =
        org.ckpt4j.proto.OpDef.newBuilder().setName(function.name());
    for (SymbolicTensor input : function.inputTensors()) {
      String name = fresh(input.op().name());
      arguments.put(input, name);
      signature.addInputArg(arg(name, input));
    }
    FunctionDef.Builder out = FunctionDef.newBuilder();
    boolean stateful = false;
    for (Operation op : function.body().getOperations()) {
      if (op.outputs().stream().noneMatch(arguments::containsKey)) {
        stateful |= op.def().isStateful();
        NodeDef node = GraphDefExport.node(op, ExportOptions.withShapes());
        nodes.put(op.name(), node);
        out.addNodeDef(withNames(node, op));
      }
    }
    int number = 0;
    for (SymbolicTensor output : function.outputTensors()) {
      String name = fresh("result_" + number++);
      signature.addOutputArg(arg(name, output));
      out.putRet(name, reference(output));
    }
    for (Operation control : function.controlOutputs()) {
      signature.addControlOutput(control.name());
      out.putControlRet(control.name(), control.name());
    }
    return out.setSignature(signature.setIsStateful(stateful)).build();
  }

  /** Arguments and results have names of lower-case letters, digits and underscores. */
  private String fresh(String wanted) {
    String plain = wanted.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String base = Character.isLetter(plain.charAt(0)) ? plain : "arg_" + plain;
    String name = base;
    for (int i = 0; !names.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  private static ArgDef arg(String name, SymbolicTensor tensor) {
    return ArgDef.newBuilder()
        .setName(name)
        .setType(TensorProtos.writeType(tensor.dtype()))
        .build();
  }

  private NodeDef withNames(NodeDef node, Operation op) {
    NodeDef.Builder out = node.toBuilder();
    List<SymbolicTensor> inputs = op.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      out.setInput(i, reference(inputs.get(i)));
    }
    return out.build();
  }

  private String reference(SymbolicTensor tensor) {
    String argument = arguments.get(tensor);
    if (argument != null) {
      return argument;
    }
    Operation op = tensor.op();
    NodeDef node =
        nodes.computeIfAbsent(
            op.name(), name -> GraphDefExport.node(op, ExportOptions.withShapes()));
    return op.name() + ":" + OutputPlaces.name(op.def(), node.getAttrMap(), tensor.outputIndex());
  }
}
