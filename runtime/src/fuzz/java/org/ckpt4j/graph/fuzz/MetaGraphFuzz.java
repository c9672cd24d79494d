package org.ckpt4j.graph.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.train.MetaGraphs;

/** A graph with its collections, variables and saver: imported, or an error of a known type. */
public final class MetaGraphFuzz {
  private MetaGraphFuzz() {}

  /** Called by Jazzer before the first input: what all operations need is loaded by then. */
  public static void fuzzerInitialize() {
    FuzzImports.loadOperations();
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    try (var scope = new Graph().asDefault()) {
      MetaGraphs.Imported imported = MetaGraphs.importWithElements(MetaGraphDef.parseFrom(data));
      if (imported.graph() == null) {
        throw new AssertionError("imported nothing and said nothing");
      }
    } catch (InvalidProtocolBufferException
        | IllegalArgumentException
        | UnsupportedOperationException
        | OpError expected) {
      return;
    }
  }
}
