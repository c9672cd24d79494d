package org.ckpt4j.graph.graphdef;

import java.util.Map;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.FunctionDef;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;

/** Leaves out the attributes of nodes that are as they would be if nobody had said so. */
public final class DefaultAttrs {
  private DefaultAttrs() {}

  /** Nodes whose operation is unknown stay as they are. */
  public static GraphDef strip(GraphDef graph, OpRegistry registry) {
    GraphDef.Builder out = graph.toBuilder();
    for (int i = 0; i < out.getNodeCount(); i++) {
      out.setNode(i, strip(out.getNode(i), registry));
    }
    if (out.hasLibrary()) {
      for (int i = 0; i < out.getLibrary().getFunctionCount(); i++) {
        FunctionDef.Builder function = out.getLibrary().getFunction(i).toBuilder();
        for (int j = 0; j < function.getNodeDefCount(); j++) {
          function.setNodeDef(j, strip(function.getNodeDef(j), registry));
        }
        out.getLibraryBuilder().setFunction(i, function);
      }
    }
    return out.build();
  }

  private static NodeDef strip(NodeDef node, OpRegistry registry) {
    OpDef def = registry.find(node.getOp()).orElse(null);
    if (def == null) {
      return node;
    }
    NodeDef.Builder out = node.toBuilder();
    for (Map.Entry<String, AttrValue> attr : node.getAttrMap().entrySet()) {
      Object byDefault = def.defaultOf(attr.getKey());
      if (byDefault != null && AttrValues.write(byDefault).equals(attr.getValue())) {
        out.removeAttr(attr.getKey());
      }
    }
    return out.build();
  }
}
