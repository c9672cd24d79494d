package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.train.Saver;

/** Writes what was imported of a case: its graph files, and its checkpoints restored and saved. */
final class GraphExport {
  private GraphExport() {}

  static void write(JsonNode spec, Path from, Path to) {
    for (String file : graphFiles(spec)) {
      Graph graph = new Graph();
      try (var scope = graph.asDefault()) {
        Saver saver = GraphReplay.load(from.resolve(file));
        if (saver == null) {
          GraphDefFiles.write(GraphDefExport.of(graph), to.resolve(file).toString(), false);
        } else {
          saver.exportMetaGraph(to.resolve(file).toString());
        }
        if (file.equals("model.meta")) {
          checkpoints(spec, graph, Objects.requireNonNull(saver, "saver"), from, to);
        }
      }
    }
  }

  private static Set<String> graphFiles(JsonNode spec) {
    Set<String> files = new TreeSet<>();
    spec.path("scenarios").forEach(scenario -> files.add(scenario.get("graph").asText()));
    return files;
  }

  private static void checkpoints(JsonNode spec, Graph graph, Saver saver, Path from, Path to) {
    Iterator<String> prefixes = spec.path("checkpoints").fieldNames();
    while (prefixes.hasNext()) {
      String prefix = prefixes.next();
      try (Session session = new Session(graph)) {
        saver.restore(session, from.resolve(prefix).toString());
        saver.save(
            session,
            to.resolve(prefix).toString(),
            SaveOption.writeMetaGraph(false),
            SaveOption.writeState(false));
      }
    }
  }
}
