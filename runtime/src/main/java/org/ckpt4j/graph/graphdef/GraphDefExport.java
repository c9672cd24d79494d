package org.ckpt4j.graph.graphdef;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.proto.FunctionDefLibrary;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.VersionDef;

/**
 * A graph as a message that TensorFlow imports.
 *
 * <p>Counterpart: {@code Graph.as_graph_def}.
 */
public final class GraphDefExport {
  /** The version of graphs that TensorFlow 2.15 makes, and the oldest that reads functions. */
  static final int PRODUCER = 1645;

  static final int READS_FUNCTIONS = 12;

  private static final String OUTPUT_SHAPES = "_output_shapes";

  private GraphDefExport() {}

  /** The whole graph. */
  public static GraphDef of(Graph graph) {
    return of(graph, ExportOptions.plain());
  }

  public static GraphDef of(Graph graph, ExportOptions options) {
    GraphDef.Builder out = GraphDef.newBuilder();
    Set<String> only = options.nodes();
    for (Operation op : graph.getOperations()) {
      if (only == null || only.contains(op.name())) {
        out.addNode(node(op, options));
      }
    }
    VersionDef.Builder versions = VersionDef.newBuilder().setProducer(PRODUCER);
    FunctionDefLibrary functions = FunctionMessages.of(graph);
    if (functions.getFunctionCount() > 0) {
      out.setLibrary(functions);
      versions.setMinConsumer(READS_FUNCTIONS);
    }
    return out.setVersions(versions).build();
  }

  static NodeDef node(Operation op, ExportOptions options) {
    NodeDef.Builder out = NodeDef.newBuilder().setName(op.name()).setOp(op.type());
    for (SymbolicTensor input : op.inputs()) {
      out.addInput(reference(input));
    }
    // TF sorts these, so that equal graphs give equal messages.
    op.controlInputs().stream().map(c -> "^" + c.name()).sorted().forEach(out::addInput);
    if (!options.clearDevices()) {
      out.setDevice(op.device());
    }
    for (Map.Entry<String, Object> attr : op.attrs().asMap().entrySet()) {
      if (!options.stripDefaults() || !isDefault(op.def(), attr.getKey(), attr.getValue())) {
        out.putAttr(attr.getKey(), AttrValues.write(attr.getValue()));
      }
    }
    if (options.addShapes() && !op.outputs().isEmpty()) {
      out.putAttr(
          OUTPUT_SHAPES,
          AttrValues.write(op.outputs().stream().map(SymbolicTensor::shape).toList()));
    }
    return out.build();
  }

  /** As a node names its input: without the number of the first output. */
  static String reference(SymbolicTensor tensor) {
    return tensor.outputIndex() == 0
        ? tensor.op().name()
        : tensor.op().name() + ":" + tensor.outputIndex();
  }

  private static boolean isDefault(OpDef def, String attr, Object value) {
    Object byDefault = def.defaultOf(attr);
    return byDefault != null && same(byDefault, value);
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof EagerTensor || containsTensor(a)) {
      return AttrValues.write(a).equals(AttrValues.write(b));
    }
    return Objects.equals(a, b);
  }

  private static boolean containsTensor(Object value) {
    return value instanceof List<?> items
        && Stream.of(items.toArray()).anyMatch(EagerTensor.class::isInstance);
  }
}
