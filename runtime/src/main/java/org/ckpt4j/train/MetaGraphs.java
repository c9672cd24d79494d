package org.ckpt4j.train;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.metagraph.MetaGraphExport;
import org.ckpt4j.metagraph.MetaGraphImport;
import org.ckpt4j.metagraph.MetaGraphOption;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.SaverDef;
import org.ckpt4j.variables.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Meta graphs in files: a graph, its collections, and the saver that goes with it.
 *
 * <p>Counterpart: {@code export_meta_graph} and {@code import_meta_graph} of {@code
 * tf.compat.v1.train}.
 */
public final class MetaGraphs {
  private MetaGraphs() {}

  /**
   * What came in with a meta graph.
   *
   * @param saver saves and restores its variables; empty if it has none
   * @param graph its variables, and what was asked for as return elements
   */
  public record Imported(Optional<Saver> saver, MetaGraphImport graph) {}

  /**
   * Adds the graph in a file, binary or text, to the graph being built.
   *
   * @return the saver that came with it; null if it has nothing to save
   * @throws org.ckpt4j.errors.NotFoundError if there is no such file
   * @throws org.ckpt4j.errors.DataLossError if it holds no meta graph
   * @throws IllegalArgumentException if the graph does not fit
   * @throws IllegalStateException if the program is eager
   * @throws UnsupportedOperationException if it has an operation that is not supported
   */
  public static @Nullable Saver importMetaGraph(String file, MetaGraphOption... options) {
    return importWithElements(file, options).saver().orElse(null);
  }

  public static Imported importWithElements(String file, MetaGraphOption... options) {
    requireGraph();
    return importWithElements(GraphDefFiles.readMetaGraph(file), options);
  }

  public static Imported importWithElements(MetaGraphDef message, MetaGraphOption... options) {
    requireGraph();
    MetaGraphImport imported = run(message, options);
    return new Imported(saver(message, imported), imported);
  }

  private static MetaGraphImport run(MetaGraphDef message, MetaGraphOption... options) {
    MetaGraphImport imported = MetaGraphImport.run(message, StandardOps.registry(), options);
    reviveSavers(Graph.current());
    return imported;
  }

  /** Lets the collection of savers hold savers; a message whose nodes did not come along stays. */
  private static void reviveSavers(Graph graph) {
    List<Object> items = graph.getCollection(GraphKeys.SAVERS);
    if (items.stream().noneMatch(SaverDef.class::isInstance)) {
      return;
    }
    graph.clearCollection(GraphKeys.SAVERS);
    for (Object item : items) {
      graph.addToCollection(
          GraphKeys.SAVERS,
          item instanceof SaverDef saver && SaverMessages.isIn(graph, saver)
              ? Saver.ofMessage(saver, "", graph)
              : item);
    }
  }

  private static Optional<Saver> saver(MetaGraphDef message, MetaGraphImport imported) {
    if (message.hasSaverDef()) {
      return Optional.of(Saver.ofMessage(message.getSaverDef(), scope(imported), Graph.current()));
    }
    Graph graph = Graph.current();
    String scope = imported.scope().isEmpty() ? null : imported.scope();
    boolean nothing =
        graph.getCollection(GraphKeys.GLOBAL_VARIABLES, scope).isEmpty()
            && graph.getCollection(GraphKeys.SAVEABLE_OBJECTS, scope).isEmpty();
    return nothing ? Optional.empty() : Optional.of(new Saver());
  }

  /** Where the nodes lie, as the name of the first variable tells: what precedes its old name. */
  private static String scope(MetaGraphImport imported) {
    Iterator<Map.Entry<String, Variable>> variables = imported.variables().entrySet().iterator();
    if (!variables.hasNext()) {
      return imported.scope();
    }
    Map.Entry<String, Variable> first = variables.next();
    String name = first.getValue().name();
    return name.substring(0, name.length() - first.getKey().length());
  }

  /** The message of the graph being built. */
  public static MetaGraphDef exportMetaGraph(MetaGraphOption... options) {
    requireGraph();
    return MetaGraphExport.of(Graph.current(), StandardOps.registry(), options);
  }

  /** Writes the graph being built to a file, and gives its message. */
  public static MetaGraphDef exportMetaGraph(String file, MetaGraphOption... options) {
    MetaGraphDef message = exportMetaGraph(options);
    boolean asText =
        MetaGraphOption.among(
            options, MetaGraphOption.AsText.class, MetaGraphOption.AsText::value, false);
    GraphDefFiles.write(message, file, asText);
    return message;
  }

  static MetaGraphOption[] with(MetaGraphOption[] options, MetaGraphOption more) {
    MetaGraphOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = more;
    return all;
  }

  private static void requireGraph() {
    if (Contexts.current().isEager()) {
      throw new IllegalStateException(
          "meta graphs are of graphs; enter one, as in try (var g = graph()) { ... }");
    }
  }

  /**
   * Exports one scope and imports it as another, of the same graph or of another one.
   *
   * @return the variables of the copy, by their names relative to the scope
   */
  public static Map<String, Variable> copyScoped(
      String fromScope, String toScope, Graph from, Graph to) {
    if (from == to && fromScope.equals(toScope)) {
      throw new IllegalArgumentException(
          "scope \"%s\" cannot be copied onto itself".formatted(fromScope));
    }
    MetaGraphDef message;
    try (var scope = from.asDefault()) {
      message = exportMetaGraph(MetaGraphOption.exportScope(fromScope));
    }
    try (var scope = to.asDefault()) {
      return run(message, MetaGraphOption.importScope(toScope)).variables();
    }
  }
}
