package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.graph.graphdef.ImportOptions;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.train.Saver;
import org.jspecify.annotations.Nullable;

/** Runs the scenarios of a recorded graph in ckpt4j, each in a graph and a session of its own. */
final class GraphReplay {
  private final JsonNode spec;
  private final Path files;
  private final Checks checks;
  private final String prefix;

  /**
   * @param files where graph files and checkpoints are: the case's folder, or that of an export
   * @param prefix precedes what is said of differences
   */
  GraphReplay(JsonNode spec, Path files, Checks checks, String prefix) {
    this.spec = spec;
    this.files = files;
    this.checks = checks;
    this.prefix = prefix;
  }

  void run() throws IOException {
    for (JsonNode scenario : spec.path("scenarios")) {
      run(scenario);
    }
  }

  /** Imports a graph file into the graph being built; gives its saver, if it has one. */
  static @Nullable Saver load(Path file) {
    if (file.getFileName().toString().endsWith(".meta")) {
      return MetaGraphs.importMetaGraph(file.toString());
    }
    GraphDefImport.run(
        GraphDefFiles.readGraph(file.toString()),
        Graph.current(),
        ImportOptions.plain(StandardOps.registry()));
    return null;
  }

  private void run(JsonNode scenario) throws IOException {
    String name = prefix + scenario.path("name").asText();
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        Session session = new Session(graph)) {
      Saver saver;
      try {
        saver = load(files.resolve(scenario.get("graph").asText()));
        start(scenario, session, saver);
      } catch (RuntimeException e) {
        checks.fail("%s: does not start: %s".formatted(name, e));
        return;
      }
      int number = 0;
      for (JsonNode step : scenario.path("steps")) {
        step("%s step %d".formatted(name, number++), session, step);
      }
      if (scenario.path("final").isObject()) {
        end(name, session, Objects.requireNonNull(saver, "saver"), scenario.get("final"));
      }
    }
  }

  private void start(JsonNode scenario, Session session, @Nullable Saver saver) {
    for (JsonNode action : scenario.path("start")) {
      if (action.has("restore")) {
        Objects.requireNonNull(saver, "saver")
            .restore(session, files.resolve(action.get("restore").asText()).toString());
      }
      for (JsonNode op : action.path("run")) {
        session.run(session.graph().getOperationByName(op.asText()));
      }
    }
  }

  private void step(String where, Session session, JsonNode step) {
    List<Object> fetches = new ArrayList<>();
    step.path("fetch").forEach(t -> fetches.add(session.graph().getTensorByName(t.asText())));
    int values = fetches.size();
    step.path("run").forEach(op -> fetches.add(session.graph().getOperationByName(op.asText())));
    List<@Nullable EagerTensor> got;
    try {
      got = session.run(fetches, feeds(session, step.path("feed").asText("")));
    } catch (OpError e) {
      checks.same(
          where + ", error (" + e.getMessage() + ")",
          step.path("error").asText("none"),
          e.getClass().getSimpleName().replaceFirst("Error$", ""));
      return;
    } catch (RuntimeException e) {
      checks.fail("%s: %s".formatted(where, e));
      return;
    }
    if (step.has("error")) {
      checks.fail("%s: no error, expected %s".formatted(where, step.get("error").asText()));
      return;
    }
    for (int i = 0; i < values; i++) {
      EagerTensor value = Objects.requireNonNull(got.get(i));
      compare(
          where + " " + step.get("fetch").get(i).asText(),
          GraphTensor.difference(value.raw(), step.get("expect").get(i)));
    }
    if (values == 0) {
      checks.holds(where + " runs", true);
    }
  }

  private Feed[] feeds(Session session, String name) {
    List<Feed> out = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> tensors =
        spec.path("feeds").path(name).properties().iterator();
    while (tensors.hasNext()) {
      Map.Entry<String, JsonNode> tensor = tensors.next();
      out.add(
          new Feed(
              session.graph().getTensorByName(tensor.getKey()),
              EagerTensor.of(GraphTensor.read(tensor.getValue()))));
    }
    return out.toArray(Feed[]::new);
  }

  private void end(String name, Session session, Saver saver, JsonNode expected)
      throws IOException {
    try (Scratch scratch = Scratch.create()) {
      String written =
          saver.save(
              session,
              scratch.folder().resolve("final").toString(),
              SaveOption.writeMetaGraph(false),
              SaveOption.writeState(false));
      try (CheckpointReader reader = CheckpointReader.open(Path.of(String.valueOf(written)))) {
        Iterator<Map.Entry<String, JsonNode>> keys = expected.properties().iterator();
        while (keys.hasNext()) {
          Map.Entry<String, JsonNode> key = keys.next();
          String where = name + " final " + key.getKey();
          if (!reader.hasTensor(key.getKey())) {
            checks.fail(where + ": missing");
          } else {
            compare(where, GraphTensor.difference(reader.getTensor(key.getKey()), key.getValue()));
          }
        }
      }
    } catch (OpError e) {
      checks.fail("%s: not saved: %s".formatted(name, e));
    }
  }

  private void compare(String where, @Nullable String difference) {
    checks.holds(where + ": " + difference, difference == null);
  }
}
