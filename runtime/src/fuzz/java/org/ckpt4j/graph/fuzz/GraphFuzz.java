package org.ckpt4j.graph.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.graphdef.ExportOptions;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.graph.graphdef.ImportOptions;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.proto.GraphDef;

/** A graph's nodes: imported and written again, or an error of a known type. */
public final class GraphFuzz {
  private GraphFuzz() {}

  /** Called by Jazzer before the first input: what all operations need is loaded by then. */
  public static void fuzzerInitialize() {
    FuzzImports.loadOperations();
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    Graph graph = new Graph();
    try (var scope = graph.asDefault()) {
      GraphDefImport.run(
          GraphDef.parseFrom(data), graph, ImportOptions.plain(StandardOps.registry()));
    } catch (InvalidProtocolBufferException
        | IllegalArgumentException
        | UnsupportedOperationException
        | OpError expected) {
      return;
    }
    int written = GraphDefExport.of(graph, ExportOptions.withShapes()).getNodeCount();
    if (written != graph.getOperations().size()) {
      throw new AssertionError(written + " nodes of " + graph.getOperations().size());
    }
  }
}
