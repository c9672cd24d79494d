package org.ckpt4j.guide.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.cli.Subcommand;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.graph.graphdef.GraphDefImport;
import org.ckpt4j.graph.graphdef.ImportOptions;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.tensor.PythonText;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.train.Saver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code run GRAPH}: imports a graph, restores a checkpoint, feeds, fetches, saves. */
@Command(
    name = "run",
    header = "Runs a graph that TensorFlow or ckpt4j wrote.",
    description = {
      "",
      "GRAPH is a meta graph (m.meta) or a GraphDef (frozen.pb, graph.pbtxt), binary or text.",
      "",
      "  ckpt4j run m.meta --checkpoint m-7 --feed x:0=x.npy --fetch logits:0 --out results",
      "  ckpt4j run m.meta --init init --run train_op --steps 100 --fetch loss:0 --save m-100",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It ran.",
      "1:It could not be run to the end.",
      "2:The command line cannot be carried out: no such graph, node, or file to feed."
    })
public final class RunCommand implements Subcommand {
  @Mixin private StandardOptions options = new StandardOptions();

  @Parameters(index = "0", paramLabel = "GRAPH", description = "A .meta, .pb or .pbtxt file.")
  private Path graphFile = Path.of("");

  @Option(
      names = "--checkpoint",
      paramLabel = "PREFIX",
      description = "Restore these values first, by the saver of the meta graph.")
  private @Nullable String checkpoint;

  @Option(
      names = "--init",
      paramLabel = "OP",
      description = "Run these operations once, before or instead of a checkpoint.")
  private List<String> initial = new ArrayList<>();

  @Option(
      names = "--feed",
      paramLabel = "NAME=FILE",
      description = "Feed a tensor an array that NumPy saved (.npy).")
  private Map<String, Path> feeds = new LinkedHashMap<>();

  @Option(names = "--fetch", paramLabel = "NAME", description = "A tensor whose value is wanted.")
  private List<String> fetches = new ArrayList<>();

  @Option(names = "--run", paramLabel = "OP", description = "An operation to run beside them.")
  private List<String> operations = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times to run. Default: ${DEFAULT-VALUE}.")
  private int steps = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write what is fetched to DIR as .npy files, instead of printing it.")
  private @Nullable Path out;

  @Option(
      names = "--save",
      paramLabel = "PREFIX",
      description = "In the end, save the values and the graph under this prefix.")
  private @Nullable String save;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(graphFile)) {
      throw usage("there is no graph " + graphFile);
    }
    if (steps < 1) {
      throw usage("--steps must be positive");
    }
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        Session session = new Session(graph)) {
      Saver saver = load();
      for (String op : initial) {
        session.run(graph.getOperationByName(op));
      }
      if (checkpoint != null) {
        needed(saver, "--checkpoint").restore(session, checkpoint);
      }
      run(session);
      if (save != null) {
        needed(saver, "--save").save(session, save, SaveOption.writeState(false));
      }
    } catch (NoSuchElementException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    return ExitCode.FINE;
  }

  private @Nullable Saver load() {
    if (graphFile.toString().endsWith(".meta")) {
      return MetaGraphs.importMetaGraph(graphFile.toString());
    }
    GraphDefImport.run(
        GraphDefFiles.readGraph(graphFile.toString()),
        Graph.current(),
        ImportOptions.plain(StandardOps.registry()));
    return null;
  }

  private Saver needed(@Nullable Saver saver, String option) {
    if (saver == null) {
      throw usage(option + " needs a meta graph with a saver; " + graphFile + " has none");
    }
    return saver;
  }

  private void run(Session session) throws IOException {
    List<Object> wanted = new ArrayList<>();
    for (String name : fetches) {
      wanted.add(session.graph().getTensorByName(tensor(name)));
    }
    for (String name : operations) {
      wanted.add(session.graph().getOperationByName(name));
    }
    Feed[] fed = fed(session);
    for (int step = 0; step < steps && !wanted.isEmpty(); step++) {
      List<@Nullable EagerTensor> values = session.run(wanted, fed);
      for (int i = 0; i < fetches.size(); i++) {
        put(step, fetches.get(i), Objects.requireNonNull(values.get(i)));
      }
    }
  }

  private Feed[] fed(Session session) throws IOException {
    List<Feed> out = new ArrayList<>();
    for (Map.Entry<String, Path> feed : feeds.entrySet()) {
      if (!Files.isRegularFile(feed.getValue())) {
        throw usage("there is no file " + feed.getValue() + " to feed " + feed.getKey());
      }
      out.add(
          new Feed(
              session.graph().getTensorByName(tensor(feed.getKey())),
              EagerTensor.of(Npy.read(feed.getValue()))));
    }
    return out.toArray(Feed[]::new);
  }

  /** An operation's name stands for its first output. */
  private static String tensor(String name) {
    return name.contains(":") ? name : name + ":0";
  }

  private void put(int step, String name, EagerTensor value) throws IOException {
    if (out != null) {
      Files.createDirectories(out);
      String file = name.replaceAll("[^A-Za-z0-9_.-]", "_") + (steps > 1 ? "." + step : "");
      Npy.write(out.resolve(file + ".npy"), value.raw());
    } else if (options.json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", step);
      line.put("fetch", name);
      line.put("dtype", value.dtype().tfName());
      line.put("shape", value.shape().toString());
      line.put("value", PythonText.str(value.raw()));
      options.printJson(line);
    } else {
      options
          .out()
          .println(
              "%s%s = %s"
                  .formatted(
                      steps > 1 ? "step " + step + " " : "", name, PythonText.str(value.raw())));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(options.spec().commandLine(), message);
  }
}
