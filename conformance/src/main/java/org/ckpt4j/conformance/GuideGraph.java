package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.graph.graphdef.AttrValues;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.CollectionDef;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.NodeDef;

/**
 * A graph that a program of the guide saved, against TensorFlow's of the same program: nodes with
 * their operations and inputs, collections, and how values are saved.
 */
final class GuideGraph {
  private static final String MANUAL = "_has_manual_control_dependencies";

  private GuideGraph() {}

  static void compare(Checks checks, Path recorded, Path written) throws IOException {
    MetaGraphDef ours = MetaGraphDef.parseFrom(Files.readAllBytes(written));
    String name = String.valueOf(written.getFileName());
    if (!Files.isRegularFile(recorded)) {
      checks.holds(name + " has nodes", ours.getGraphDef().getNodeCount() > 0);
      return;
    }
    MetaGraphDef theirs = MetaGraphDef.parseFrom(Files.readAllBytes(recorded));
    Map<String, String> wanted = nodes(theirs);
    Map<String, String> found = nodes(ours);
    checks.same(name + ", names of nodes", wanted.keySet(), found.keySet());
    wanted.forEach(
        (node, what) -> {
          if (found.containsKey(node)) {
            checks.same(name + ", node " + node, what, found.get(node));
          }
        });
    checks.same(name + ", saver_def", theirs.getSaverDef(), ours.getSaverDef());
    checks.same(
        name + ", collections",
        new TreeMap<>(theirs.getCollectionDefMap()).keySet(),
        new TreeMap<>(ours.getCollectionDefMap()).keySet());
    for (Map.Entry<String, CollectionDef> items : theirs.getCollectionDefMap().entrySet()) {
      checks.same(
          name + ", collection " + items.getKey(),
          items.getValue(),
          ours.getCollectionDefMap().get(items.getKey()));
    }
  }

  private static Map<String, String> nodes(MetaGraphDef graph) {
    Map<String, String> out = new TreeMap<>();
    for (NodeDef node : graph.getGraphDef().getNodeList()) {
      out.put(
          node.getName(), node.getOp() + node.getInputList() + node.getDevice() + attributes(node));
    }
    return out;
  }

  private static Map<String, AttrValue> attributes(NodeDef node) {
    Map<String, AttrValue> out = new TreeMap<>(node.getAttrMap());
    out.remove(MANUAL); // a hint for TensorFlow's rewriting of graphs
    // One value can be written in several ways: each is read and written anew.
    out.replaceAll(
        (name, value) ->
            value.hasTensor() ? AttrValues.write(AttrValues.read(value, null)) : value);
    return out;
  }
}
