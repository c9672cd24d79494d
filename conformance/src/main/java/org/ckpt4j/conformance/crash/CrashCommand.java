package org.ckpt4j.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Progress;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.conformance.CaseReport;
import org.ckpt4j.conformance.CaseRunner;
import org.ckpt4j.conformance.ConformanceCase;
import org.ckpt4j.conformance.Report;
import org.ckpt4j.conformance.Scratch;
import org.ckpt4j.conformance.Tally;
import org.ckpt4j.conformance.live.PythonPeer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code conformance crash}: kills a saving process again and again and reads what is left. */
@Command(
    name = "crash",
    header = "Kills a process that saves at random points and reads what it left.",
    description = {
      "Half of the kills fall on saves to new prefixes, half on saves to one reused prefix. With",
      "--python, one TensorFlow process then reads all survivors."
    })
public final class CrashCommand implements Callable<Integer> {
  private static final String LAYOUT = "crash";
  private static final int MOST_MICROS = 30_000;

  @Mixin private StandardOptions options = new StandardOptions();

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "A Python interpreter that can import tensorflow.")
  private @Nullable Path python;

  @Option(names = "--seed", paramLabel = "N", description = "Default: drawn, and printed.")
  private @Nullable Long seed;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many kills. Default: ${DEFAULT-VALUE}.")
  private int points = 200;

  @Option(names = "--verbose", description = "Print every failure of a case, and the passed cases.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException {
    if (points < 1) {
      throw new ParameterException(options.spec().commandLine(), "--points must be positive");
    }
    long drawn = seed == null ? System.nanoTime() & Integer.MAX_VALUE : seed;
    options.err().println("seed " + drawn);
    options.err().flush();
    SplittableRandom random = new SplittableRandom(drawn);
    CaseRunner.quiet();
    Report report = new Report(options, verbose);
    Tally tally = new Tally();
    List<Path> survivors = new ArrayList<>();
    AtomicInteger withinSave = new AtomicInteger();
    try (Scratch scratch = Scratch.create();
        Progress progress = options.progress("killing savers", points)) {
      for (int i = 0; i < points; i++) {
        boolean reused = i % 2 == 1;
        String id = "%04d-%s".formatted(i, reused ? "reused" : "new");
        Path folder = Files.createDirectory(scratch.folder().resolve(id));
        int steps = 1 + random.nextInt(6);
        int micros = random.nextInt(MOST_MICROS);
        ConformanceCase one =
            new CrashCase(id, folder, reused, steps, micros, survivors, withinSave);
        add(CaseRunner.run(LAYOUT, one), tally, report);
        progress.accept(1);
      }
      if (python != null) {
        JsonNode found = readByTensorFlow(python, scratch.folder(), survivors);
        add(CaseRunner.run(LAYOUT, readByTensorFlow(found, survivors.size())), tally, report);
      }
    }
    if (!options.json()) {
      options
          .out()
          .println("%d of %d kills left unfinished files".formatted(withinSave.get(), points));
    }
    report.close(tally);
    return tally.count(CaseReport.Outcome.FAILED) == 0 ? ExitCode.FINE : ExitCode.FOUND;
  }

  private static void add(CaseReport one, Tally tally, Report report) {
    tally.add(one);
    report.print(one);
  }

  private static JsonNode readByTensorFlow(Path python, Path work, List<Path> survivors)
      throws IOException {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    ObjectNode job = jobs.addObject();
    job.put("id", "survivors");
    job.put("kind", "survivors");
    job.put("tensors", SavingChild.TENSORS);
    ArrayNode prefixes = job.putArray("prefixes");
    survivors.stream().distinct().forEach(p -> prefixes.add(work.relativize(p).toString()));
    return new PythonPeer(python, work).run(jobs).path("results").path("survivors");
  }

  private static ConformanceCase readByTensorFlow(JsonNode result, int survivors) {
    return new ConformanceCase() {
      @Override
      public String id() {
        return "survivors read by TensorFlow";
      }

      @Override
      public void run(org.ckpt4j.conformance.Checks checks) {
        checks.holds("somebody survived", survivors > 0);
        PythonPeer.count(checks, result);
      }
    };
  }
}
