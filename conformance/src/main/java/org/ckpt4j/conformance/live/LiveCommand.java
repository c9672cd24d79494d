package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.conformance.CaseReport;
import org.ckpt4j.conformance.CaseRunner;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.conformance.ConformanceCase;
import org.ckpt4j.conformance.Report;
import org.ckpt4j.conformance.Scratch;
import org.ckpt4j.conformance.Tally;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code conformance live}: random checkpoints and graphs, ckpt4j to TensorFlow and back. */
@Command(
    name = "live",
    header = "Exchanges random checkpoints and graphs with a TensorFlow of this machine.",
    description = {
      "Each case is written by ckpt4j, read and written again by TensorFlow, compared byte for",
      "byte, and TensorFlow's files are read by ckpt4j. Graphs are built, trained, saved and gone",
      "on with by either side, with equal numbers. The same seed draws the same cases."
    })
public final class LiveCommand implements Callable<Integer> {
  private static final String LAYOUT = "live";

  @Mixin private StandardOptions options = new StandardOptions();

  @Option(
      names = "--python",
      required = true,
      paramLabel = "FILE",
      description = "A Python interpreter that can import tensorflow.")
  private Path python = Path.of("python3");

  @Option(names = "--seed", paramLabel = "N", description = "Default: drawn, and printed.")
  private @Nullable Long seed;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "120",
      description = "How many cases are drawn. Default: ${DEFAULT-VALUE}.")
  private int count = 120;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = {
        "Of these kinds only: bundle, table, saver, objects, state, slots, conversion, lenet,",
        "graph."
      })
  private List<String> kinds = List.of();

  @Option(names = "--verbose", description = "Print every failure of a case, and the passed cases.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new ParameterException(options.spec().commandLine(), "--count must be positive");
    }
    long drawn = seed == null ? System.nanoTime() & Integer.MAX_VALUE : seed;
    options.err().println("seed " + drawn);
    options.err().flush();
    Map<String, LiveCase> cases = draw(drawn);
    CaseRunner.quiet();
    Tally tally = new Tally();
    Report report = new Report(options, verbose);
    try (Scratch scratch = Scratch.create()) {
      Map<String, Throwable> broken = new LinkedHashMap<>();
      JsonNode results = exchange(scratch.folder(), cases, broken);
      for (Map.Entry<String, LiveCase> one : cases.entrySet()) {
        CaseReport result =
            CaseRunner.run(
                LAYOUT,
                new Exchanged(
                    one.getKey(),
                    one.getValue(),
                    scratch.folder().resolve(one.getKey()),
                    results.path("results").path(one.getKey()),
                    broken.get(one.getKey())));
        tally.add(result);
        report.print(result);
      }
      if (!options.json()) {
        options.out().println("TensorFlow " + results.path("tensorflow").asText());
      }
    }
    report.close(tally);
    return tally.count(CaseReport.Outcome.FAILED) == 0 ? ExitCode.FINE : ExitCode.FOUND;
  }

  private Map<String, LiveCase> draw(long drawn) {
    SplittableRandom source = new SplittableRandom(drawn);
    Map<String, LiveCase> out = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      RandomTensors random = new RandomTensors(source.split());
      LiveCase one =
          switch (i % 20) {
            case 0, 1, 2 -> BundleLiveCase.draw(random);
            case 3, 4 -> TableLiveCase.draw(random);
            case 5, 6 -> SaverLiveCase.draw(random);
            case 7, 8 -> ObjectLiveCase.draw(random);
            case 9 -> StateLiveCase.draw(random);
            case 10, 11 -> SlotsLiveCase.draw(random);
            case 12, 13 -> ConversionLiveCase.draw(random);
            case 14 -> LeNetLiveCase.draw(random);
            default -> RandomGraphLiveCase.draw(random);
          };
      if (kinds.isEmpty() || kinds.contains(one.kind())) {
        out.put("%04d-%s".formatted(i, one.kind()), one);
      }
    }
    if (out.isEmpty()) {
      throw new ParameterException(
          options.spec().commandLine(), "none of " + count + " cases is of kind " + kinds);
    }
    return out;
  }

  /** ckpt4j writes all, then one Python process reads and writes all. */
  private JsonNode exchange(Path work, Map<String, LiveCase> cases, Map<String, Throwable> broken)
      throws IOException {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<String, LiveCase> one : cases.entrySet()) {
      String id = one.getKey();
      Path ours = Files.createDirectories(work.resolve(id).resolve("ours"));
      Files.createDirectories(work.resolve(id).resolve("theirs"));
      try {
        one.getValue().write(ours);
      } catch (Throwable e) {
        // Of any kind: the case has failed, the others go on.
        broken.put(id, e);
        continue;
      }
      ObjectNode job = jobs.addObject();
      job.put("id", id);
      job.put("kind", one.getValue().kind());
      one.getValue().describe(job, id + "/ours", id + "/theirs");
    }
    return new PythonPeer(python, work).run(jobs);
  }

  /** A case after the exchange: TensorFlow's verdict, then ours. */
  private record Exchanged(
      String id, LiveCase live, Path folder, JsonNode result, @Nullable Throwable broken)
      implements ConformanceCase {
    @Override
    public void run(Checks checks) throws Exception {
      if (broken != null) {
        throw new IllegalStateException("not written: " + broken, broken);
      }
      PythonPeer.count(checks, result);
      live.check(checks, folder.resolve("ours"), folder.resolve("theirs"), result.path("found"));
    }
  }
}
