package org.ckpt4j.metagraph;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.proto.FunctionDef;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;

/** The operations that a graph and the functions it calls consist of. */
final class UsedOps {
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final ArrayDeque<FunctionDef> todo = new ArrayDeque<>();
  private final Set<String> used = new TreeSet<>();

  private UsedOps() {}

  static Set<String> of(GraphDef graph) {
    UsedOps ops = new UsedOps();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> ops.functions.put(function.getSignature().getName(), function));
    graph.getNodeList().forEach(ops::use);
    while (!ops.todo.isEmpty()) {
      ops.todo.remove().getNodeDefList().forEach(ops::use);
    }
    ops.used.removeAll(ops.functions.keySet());
    return ops.used;
  }

  private void use(NodeDef node) {
    use(node.getOp());
    node.getAttrMap()
        .values()
        .forEach(
            value -> {
              if (value.hasFunc()) {
                useFunction(value.getFunc().getName());
              }
              value.getList().getFuncList().forEach(f -> useFunction(f.getName()));
            });
  }

  private void useFunction(String name) {
    if (functions.containsKey(name)) {
      use(name);
    }
  }

  private void use(String name) {
    FunctionDef function = functions.get(name);
    if (function == null) {
      used.add(name);
    } else if (used.add(name)) {
      todo.add(function);
    }
  }
}
