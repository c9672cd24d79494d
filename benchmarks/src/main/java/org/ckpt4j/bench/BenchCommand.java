package org.ckpt4j.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Subcommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: the benchmarks of saving and restoring, beside TensorFlow in one run. */
@Command(
    name = "bench",
    header = "Measures saving, restoring and training beside TensorFlow.",
    description = {
      "Runs ckpt4j, TensorFlow's native SaveV2 and RestoreV2, and (given a Python that has them)"
          + " TensorFlow for Python and safetensors on the same tensors, by turns, and prints one"
          + " table. What the sides write and read is compared: exit code 1 if it differs. Steps of"
          + " training are measured on the same graph, and what one operation costs."
    })
public final class BenchCommand implements Subcommand {
  /** Where the launcher puts the class path of the peer's JVM. */
  private static final String PEER_CLASS_PATH = "ckpt4j.bench.peer";

  /** Where the launcher puts its own path, so that whole processes can be timed. */
  private static final String LAUNCHER = "ckpt4j.launcher";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--quick", description = "Fewer rounds, and 512 MiB in place of 4 GiB.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--python",
      paramLabel = "PY",
      description = "A Python that has tensorflow and safetensors installed.")
  private @Nullable String python;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the files are written (up to 9 GiB); default: the system's place for them.")
  private @Nullable Path dir;

  @Option(names = "--no-peers", description = "ckpt4j alone.")
  private boolean noPeers;

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "training or checkpoints; default: both.")
  private String only = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Override
  public Integer call() throws IOException {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String peer = noPeers ? null : System.getProperty(PEER_CLASS_PATH);
    if (peer == null) {
      err.println("TensorFlow's natives are left out" + (noPeers ? "." : ": none were given."));
    }
    if (python == null) {
      err.println("TensorFlow for Python and safetensors are left out: name a Python by --python.");
    }
    Path folder =
        dir == null
            ? Files.createTempDirectory("ckpt4j-bench")
            : Files.createTempDirectory(Files.createDirectories(dir), "ckpt4j-bench");
    var run =
        new BenchRun(
            folder.toAbsolutePath(),
            quick ? Rounds.QUICK : Rounds.FULL,
            peer,
            noPeers ? null : python,
            what -> {
              err.println("... " + what);
              err.flush();
            });
    try {
      measure(run);
    } finally {
      deleteAll(folder);
    }
    BenchReport.print(out, run.rows());
    if (json != null) {
      BenchReport.write(json, run.rows(), circumstances());
    }
    run.differences().forEach(line -> out.println("DIFFERENT: " + line));
    out.flush();
    return run.differences().isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private void measure(BenchRun run) throws IOException {
    if (!only.equals("checkpoints")) {
      run.opDispatch();
      for (TrainingModel model : TrainingModel.values()) {
        run.trainStep(model);
      }
    }
    if (only.equals("training")) {
      return;
    }
    run.tracked(10_000);
    Workload one = quick ? Workload.ONE_QUICK : Workload.ONE;
    for (Workload workload : new Workload[] {Workload.LARGE, Workload.SMALL, one}) {
      run.saves(workload);
      run.restores(workload);
      if (workload == Workload.SMALL) {
        run.listing(workload);
        String launcher = System.getProperty(LAUNCHER);
        if (launcher != null) {
          run.inspecting(workload, launcher);
        }
      }
      if (workload == Workload.LARGE && PeakMemory.isAvailable()) {
        run.peakMemory(workload);
      }
      run.forget(workload);
    }
  }

  private Map<String, String> circumstances() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("date", LocalDate.now(java.time.ZoneId.systemDefault()).toString());
    out.put("java", Runtime.version().toString());
    out.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    out.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    out.put("rounds", quick ? "quick" : "full");
    return out;
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
