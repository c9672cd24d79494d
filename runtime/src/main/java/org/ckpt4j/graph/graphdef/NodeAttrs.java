package org.ckpt4j.graph.graphdef;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.OpList;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The attributes of nodes in a message, as the operations of the registry declare them. */
final class NodeAttrs {
  private static final String OUTPUT_SHAPES = "_output_shapes";

  /** By operation and attribute, what the writing program had as defaults. */
  private final Map<String, Map<String, AttrValue>> producerDefaults = new HashMap<>();

  NodeAttrs(OpList producerOps) {
    for (org.ckpt4j.proto.OpDef op : producerOps.getOpList()) {
      Map<String, AttrValue> defaults = new HashMap<>();
      for (org.ckpt4j.proto.OpDef.AttrDef attr : op.getAttrList()) {
        if (attr.hasDefaultValue()) {
          defaults.put(attr.getName(), attr.getDefaultValue());
        }
      }
      producerDefaults.put(op.getName(), defaults);
    }
  }

  /**
   * All attributes but the shapes of outputs; those with a default may be missing.
   *
   * @throws IllegalArgumentException if one is unknown, or of another kind than declared
   */
  Attrs read(NodeDef node, OpDef def) {
    List<Object> out = new ArrayList<>();
    // Declared ones in their order, then the rest by name: a map of a message has no order.
    for (Map.Entry<String, AttrKind> declared : def.attrKinds().entrySet()) {
      AttrValue value = node.getAttrMap().get(declared.getKey());
      if (value != null) {
        out.add(declared.getKey());
        out.add(read(declared.getKey(), value, declared.getValue()));
      }
    }
    for (Map.Entry<String, AttrValue> attr : new TreeMap<>(node.getAttrMap()).entrySet()) {
      String name = attr.getKey();
      if (def.attrKind(name) != null || name.equals(OUTPUT_SHAPES)) {
        continue;
      }
      if (!name.startsWith("_")) {
        if (isProducerDefault(node.getOp(), name, attr.getValue())) {
          continue;
        }
        throw new IllegalArgumentException(
            "has an attribute \"%s\", which %s lacks".formatted(name, node.getOp()));
      }
      out.add(name);
      out.add(read(name, attr.getValue(), null));
    }
    return Attrs.of(out.toArray());
  }

  private static Object read(String name, AttrValue value, @Nullable AttrKind kind) {
    try {
      return AttrValues.read(value, kind);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("attribute \"" + name + "\": " + e.getMessage(), e);
    }
  }

  private boolean isProducerDefault(String op, String attr, AttrValue value) {
    return value.equals(producerDefaults.getOrDefault(op, Map.of()).get(attr));
  }

  /** What the message knows of the outputs' shapes; empty if it says nothing. */
  static List<Shape> outputShapes(NodeDef node) {
    AttrValue value = node.getAttrMap().get(OUTPUT_SHAPES);
    if (value == null || !value.hasList()) {
      return List.of();
    }
    return value.getList().getShapeList().stream().map(TensorProtos::readShape).toList();
  }
}
