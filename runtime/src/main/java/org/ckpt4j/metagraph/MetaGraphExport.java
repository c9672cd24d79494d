package org.ckpt4j.metagraph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ckpt4j.framework.OpRegistry;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.graphdef.DefaultAttrs;
import org.ckpt4j.graph.graphdef.ExportOptions;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.OpSignatures;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.MetaGraphDef;
import org.ckpt4j.proto.SaverDef;
import org.jspecify.annotations.Nullable;

/**
 * A graph, its collections and how it is saved, as one message.
 *
 * <p>Counterpart: {@code tf.compat.v1.train.export_meta_graph}.
 */
public final class MetaGraphExport {
  /** The TensorFlow whose graphs these are like. */
  static final String VERSION = "2.15.1";

  static final String GIT_VERSION = "v2.15.0-11-g63f5a65c7cd";

  /** The collection in which inputs from outside of an exported scope are named. */
  static final String UNBOUND_INPUTS = "unbound_inputs";

  private MetaGraphExport() {}

  /** The message of a graph, or of the scope the options name. */
  public static MetaGraphDef of(Graph graph, OpRegistry registry, MetaGraphOption... options) {
    String scope =
        MetaGraphOption.among(
            options, MetaGraphOption.ExportScope.class, MetaGraphOption.ExportScope::value, "");
    boolean clearDevices =
        MetaGraphOption.among(
            options,
            MetaGraphOption.ClearDevices.class,
            MetaGraphOption.ClearDevices::value,
            false);
    boolean onlyThisSaver =
        MetaGraphOption.among(
            options,
            MetaGraphOption.ClearExtraneousSavers.class,
            MetaGraphOption.ClearExtraneousSavers::value,
            false);
    boolean strip =
        MetaGraphOption.among(
            options,
            MetaGraphOption.StripDefaultAttrs.class,
            MetaGraphOption.StripDefaultAttrs::value,
            false);
    SaverDef saver =
        MetaGraphOption.<MetaGraphOption.SavedBy, @Nullable SaverDef>among(
            options, MetaGraphOption.SavedBy.class, MetaGraphOption.SavedBy::value, null);
    GraphDef whole =
        MetaGraphOption.<MetaGraphOption.Nodes, @Nullable GraphDef>among(
            options, MetaGraphOption.Nodes.class, MetaGraphOption.Nodes::value, null);
    if (whole == null) {
      whole = GraphDefExport.of(graph, ExportOptions.withShapes());
    }
    Set<String> excluded = onlyThisSaver ? ScopedNodes.ofOtherSavers(whole, saver) : Set.of();
    ScopedNodes nodes = new ScopedNodes(scope.isEmpty() ? null : scope, clearDevices, excluded);
    GraphDef exported =
        scope.isEmpty() && !clearDevices && excluded.isEmpty() ? whole : nodes.of(whole);
    noteUnboundInputs(graph, nodes, options);
    MetaGraphDef.Builder out =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(info(exported, registry, strip))
            .setGraphDef(strip ? DefaultAttrs.strip(exported, registry) : exported);
    if (saver != null) {
      out.setSaverDef(saver);
    }
    addCollections(out, graph, nodes, scope, onlyThisSaver ? saver : null, options);
    return out.build();
  }

  private static MetaGraphDef.MetaInfoDef info(
      GraphDef graph, OpRegistry registry, boolean stripped) {
    return MetaGraphDef.MetaInfoDef.newBuilder()
        .setStrippedOpList(OpSignatures.of(UsedOps.of(graph), registry))
        .setTensorflowVersion(VERSION)
        .setTensorflowGitVersion(GIT_VERSION)
        .setStrippedDefaultAttrs(stripped)
        .build();
  }

  private static void noteUnboundInputs(Graph graph, ScopedNodes nodes, MetaGraphOption[] options) {
    String key =
        MetaGraphOption.among(
            options,
            MetaGraphOption.UnboundInputsCollection.class,
            MetaGraphOption.UnboundInputsCollection::value,
            UNBOUND_INPUTS);
    if (!graph.getCollection(key).isEmpty()) {
      graph.clearCollection(key);
    }
    nodes.unbound().forEach(name -> graph.addToCollection(key, name));
  }

  private static void addCollections(
      MetaGraphDef.Builder out,
      Graph graph,
      ScopedNodes nodes,
      String scope,
      @Nullable SaverDef onlySaver,
      MetaGraphOption[] options) {
    List<String> keys =
        MetaGraphOption.among(
            options,
            MetaGraphOption.CollectionList.class,
            MetaGraphOption.CollectionList::value,
            new ArrayList<>(graph.getAllCollectionKeys()));
    CollectionCodec codec = new CollectionCodec(graph, scope.isEmpty() ? null : scope);
    for (String key : keys) {
      List<Object> items =
          onlySaver != null && key.equals(GraphKeys.SAVERS)
              ? List.of(Objects.requireNonNull(onlySaver))
              : graph.getCollection(key);
      codec
          .write(key, items, nodes::includes)
          .ifPresent(message -> out.putCollectionDef(key, message));
    }
  }
}
