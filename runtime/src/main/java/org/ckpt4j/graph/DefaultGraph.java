package org.ckpt4j.graph;

import com.google.errorprone.annotations.MustBeClosed;
import org.ckpt4j.framework.Scope;

/** A graph while it is the default one: Python's {@code with tf.Graph().as_default() as g}. */
public final class DefaultGraph implements Scope {
  private final Graph graph;
  private final Scope scope;

  private DefaultGraph(Graph graph, Scope scope) {
    this.graph = graph;
    this.scope = scope;
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by this one's close
  public static DefaultGraph enter(Graph graph) {
    return new DefaultGraph(graph, graph.asDefault());
  }

  public Graph graph() {
    return graph;
  }

  @Override
  public void close() {
    scope.close();
  }
}
