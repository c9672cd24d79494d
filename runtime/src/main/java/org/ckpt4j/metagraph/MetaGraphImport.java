package org.ckpt4j.metagraph;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.graph.graphdef.ImportOptions;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.CollectionDef;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.variables.Variable;

/**
 * A graph that is taken from a meta graph, with its collections.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.import_meta_graph}, {@code import_scoped_meta_graph}.
 *
 * @param variables the global variables that came in, by the names they have in the message
 * @param returned what was asked for as return elements, in that order
 * @param scope the scope the nodes lie in; empty if none
 */
public record MetaGraphImport(
    Map<String, Variable> variables, List<Object> returned, String scope) {

  /**
   * Adds a meta graph's nodes and collections to the graph being built.
   *
   * @throws IllegalArgumentException if the message is no graph, or needs inputs that are not given
   * @throws UnsupportedOperationException if it has an operation that the registry lacks
   * @throws IllegalStateException if the program is eager
   */
  public static MetaGraphImport run(
      MetaGraphDef message, OpRegistry registry, MetaGraphOption... options) {
    Graph graph = Graph.current();
    String wanted =
        MetaGraphOption.among(
            options, MetaGraphOption.ImportScope.class, MetaGraphOption.ImportScope::value, "");
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (MetaGraphOption option : options) {
      if (option instanceof MetaGraphOption.InputMap map) {
        map.value().forEach((name, tensor) -> inputs.put(name, ((Tensor) tensor).graphElement()));
      }
    }
    String unboundKey =
        MetaGraphOption.among(
            options,
            MetaGraphOption.UnboundInputsCollection.class,
            MetaGraphOption.UnboundInputsCollection::value,
            MetaGraphExport.UNBOUND_INPUTS);
    checkUnbound(message, unboundKey, inputs);
    boolean clearDevices =
        MetaGraphOption.among(
            options,
            MetaGraphOption.ClearDevices.class,
            MetaGraphOption.ClearDevices::value,
            false);
    GraphDef nodes =
        clearDevices
            ? new ScopedNodes(null, true, Set.of()).of(message.getGraphDef())
            : message.getGraphDef();
    Map<String, Operation> imported;
    String scope;
    String place = wanted.isEmpty() ? openScope() : wanted;
    try (NameScope entered = NameScope.enter(place)) {
      scope = entered.name().replaceFirst("/$", "");
      imported =
          GraphDefImport.run(
              nodes,
              graph,
              ImportOptions.plain(registry)
                  .withPrefix(scope)
                  .withInputMap(inputs)
                  .withProducerOps(message.getMetaInfoDef().getStrippedOpList()));
    }
    Predicate<String> wantedCollections =
        MetaGraphOption.among(
            options,
            MetaGraphOption.RestoreCollections.class,
            MetaGraphOption.RestoreCollections::value,
            key -> true);
    readCollections(message, graph, scope, wantedCollections.and(k -> !k.equals(unboundKey)));
    List<String> elements =
        MetaGraphOption.among(
            options,
            MetaGraphOption.ReturnElements.class,
            MetaGraphOption.ReturnElements::value,
            List.of());
    return new MetaGraphImport(
        variables(graph, scope), GraphDefImport.elements(imported, elements), scope);
  }

  /** The name scope that is open, to be entered again; empty if none is. */
  private static String openScope() {
    String open = Contexts.current().nameScope().replaceFirst("/+$", "");
    return open.isEmpty() ? "" : open + "/";
  }

  private static void checkUnbound(MetaGraphDef message, String key, Map<String, Object> inputs) {
    CollectionDef unbound = message.getCollectionDefMap().get(key);
    if (unbound == null) {
      return;
    }
    Set<String> names = new HashSet<>();
    unbound.getBytesList().getValueList().forEach(name -> names.add(name.toStringUtf8()));
    names.addAll(unbound.getNodeList().getValueList());
    if (!names.isEmpty() && !names.equals(inputs.keySet())) {
      throw new IllegalArgumentException(
          "the graph takes inputs from outside: %s; give exactly these in the input map, not %s"
              .formatted(names, inputs.keySet()));
    }
  }

  /** Trainable variables first, the rest by name, as TensorFlow has it. */
  private static void readCollections(
      MetaGraphDef message, Graph graph, String scope, Predicate<String> wanted) {
    CollectionCodec codec = new CollectionCodec(graph, scope.isEmpty() ? null : scope);
    Map<String, CollectionDef> all = new LinkedHashMap<>();
    CollectionDef trainable = message.getCollectionDefMap().get(GraphKeys.TRAINABLE_VARIABLES);
    if (trainable != null) {
      all.put(GraphKeys.TRAINABLE_VARIABLES, trainable);
    }
    new TreeMap<>(message.getCollectionDefMap()).forEach(all::putIfAbsent);
    all.forEach(
        (key, items) -> {
          if (wanted.test(key)) {
            codec.read(key, items);
          }
        });
  }

  private static Map<String, Variable> variables(Graph graph, String scope) {
    Map<String, Variable> out = new LinkedHashMap<>();
    for (Object item :
        graph.getCollection(GraphKeys.GLOBAL_VARIABLES, scope.isEmpty() ? null : scope)) {
      if (item instanceof Variable variable) {
        out.put(ScopedNames.strip(variable.name(), scope), variable);
      }
    }
    return out;
  }
}
