package org.ckpt4j.graph.graphdef;

import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.proto.FunctionDefLibrary;
import org.jspecify.annotations.Nullable;

/** The functions of a graph's library, from their messages and back. */
final class FunctionMessages {
  private FunctionMessages() {}

  /** Adds the functions of a message to a graph. */
  static void install(FunctionDefLibrary library, Graph graph, OpRegistry registry) {
    if (library.getFunctionCount() > 0) {
      throw new UnsupportedOperationException("function libraries are not supported yet");
    }
  }

  /** An operation of the registry, or a function of the library that a node calls as one. */
  static @Nullable OpDef findOp(String name, Graph graph, OpRegistry registry) {
    return registry.find(name).orElse(null);
  }

  static FunctionDefLibrary of(Graph graph) {
    return FunctionDefLibrary.getDefaultInstance();
  }
}
