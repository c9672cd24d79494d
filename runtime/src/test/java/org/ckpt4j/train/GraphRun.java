package org.ckpt4j.train;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.List;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.variables.Variable;

/** A fresh graph being built, and a session that runs it: one program of its own in a test. */
final class GraphRun implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Scope building;
  private final Scope entered;
  private final Session session;

  @MustBeClosed
  GraphRun() {
    building = graph.asDefault();
    session = new Session(graph);
    entered = session.asDefault();
  }

  Graph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  /** Runs the initializers of all global variables. */
  void initialize() {
    session.run(TF1.globalVariablesInitializer());
  }

  List<Float> floats(Operand value) {
    return Program.floats(session.run(value).raw());
  }

  /** How many operations there are. */
  int size() {
    return graph.getOperations().size();
  }

  /** A variable that goes by reference, as the first ones did. */
  static Variable reference(String name, Object value) {
    return new Variable(value, new Named(name), new UseResource(false));
  }

  @Override
  public void close() {
    entered.close();
    session.close();
    building.close();
  }
}
