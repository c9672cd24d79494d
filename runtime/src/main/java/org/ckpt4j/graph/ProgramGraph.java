package org.ckpt4j.graph;

import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerContext;

/**
 * The graph of a program that enters none: what scripts in TensorFlow 1's style build.
 *
 * <p>Each program, hence each thread, has one. It takes operations while eager execution is
 * disabled.
 */
public final class ProgramGraph {
  private static final ContextLocal<ProgramGraph> LOCAL =
      ContextLocal.withInitial("default graph", ProgramGraph::new);

  private Graph graph = new Graph();

  private ProgramGraph() {}

  /**
   * The graph that is being built, or the one that is built when none is entered. Counterpart:
   * {@code tf.compat.v1.get_default_graph}.
   */
  public static Graph get() {
    Graph entered = Graph.currentOrNull();
    return entered != null ? entered : LOCAL.in(Contexts.program()).graph;
  }

  /**
   * Begins another graph for the program. Counterpart: {@code tf.compat.v1.reset_default_graph}.
   *
   * @throws IllegalStateException within a graph that was entered
   */
  public static void reset() {
    EagerContext program = Contexts.program();
    ProgramGraph own = LOCAL.in(program);
    Graph entered = Graph.currentOrNull();
    if (entered != null && entered != own.graph) {
      throw new IllegalStateException(
          "a graph is entered; leave it before the program's own graph is reset");
    }
    own.graph = new Graph();
    if (entered != null) {
      program.redirect(own.graph.context());
    }
  }

  /** Operations go to the program's graph from now on. */
  public static void disableEagerExecution() {
    EagerContext program = Contexts.program();
    program.redirect(LOCAL.in(program).graph.context());
  }

  /** Operations run at once from now on. */
  public static void enableEagerExecution() {
    Contexts.program().redirect(null);
  }
}
