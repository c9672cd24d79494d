package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Progress;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.cli.Subcommand;
import org.ckpt4j.conformance.crash.CrashCommand;
import org.ckpt4j.conformance.live.LiveCommand;
import org.ckpt4j.conformance.rows.MutateCommand;
import org.ckpt4j.conformance.rows.RowsCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code conformance}: runs what TensorFlow was recorded to do against ckpt4j. */
@Command(
    name = "conformance",
    header = "Runs recorded TensorFlow behaviour against ckpt4j.",
    description = {
      "Each PATH is one recorded case or a folder of them; a path that holds none is an error.",
      "Prints one line per failing case, the skipped ones by the feature they lack, the number of",
      "comparisons made, and last N passed, N failed, N skipped."
    },
    subcommands = {LiveCommand.class, CrashCommand.class, RowsCommand.class, MutateCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:No case failed.",
      "1:At least one case failed.",
      "2:The command line cannot be carried out: unknown layout, a PATH without cases."
    })
public final class ConformanceCommand implements Subcommand {
  @Mixin private StandardOptions options = new StandardOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "LAYOUT",
      completionCandidates = Layouts.class,
      description = "What kind of recording: ${COMPLETION-CANDIDATES}.")
  private String layout = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "PATH", description = "Where it lies.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--sections",
      paramLabel = "RANGES",
      defaultValue = "",
      description = "Guide sections to run, as in 01-09,17-21 (02 includes 02b). Default: all.")
  private String sections = "";

  @Option(
      names = "--without",
      paramLabel = "FEATURES",
      defaultValue = "",
      description = "Leave out cases that need these, as in keras,estimator.")
  private String without = "";

  @Option(
      names = "--op",
      paramLabel = "TYPES",
      defaultValue = "",
      description = "Of recorded ops, run these types alone, as in Add,MatMul. Default: all.")
  private String ops = "";

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "Let TensorFlow in this Python judge the graphs that are exported.")
  private @Nullable Path python;

  @Option(names = "--verbose", description = "Print every failure of a case, and the passed cases.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException {
    // Not declared as required, because picocli would then ask for them beside a subcommand too.
    if (layout.isEmpty() || paths.isEmpty()) {
      throw usage(new IllegalArgumentException("expected a LAYOUT and at least one PATH"));
    }
    CaseSource source;
    Selection selection;
    try {
      source = CaseSources.open(layout);
      selection = Selection.parse(sections, without).withOps(ops).withPython(python);
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
    // Every path is looked at before the first case runs: a mistyped one must not cost a long run.
    List<ConformanceCase> cases = new ArrayList<>();
    for (Path path : paths) {
      try {
        cases.addAll(source.find(path, selection));
      } catch (NoSuchCasesException e) {
        throw usage(e);
      }
    }
    CaseRunner.quiet();
    Report report = new Report(options, verbose);
    Tally tally = new Tally();
    try (Progress progress = options.progress("running " + layout + " cases", cases.size())) {
      for (ConformanceCase one : cases) {
        CaseReport result = CaseRunner.run(layout, one);
        tally.add(result);
        report.print(result);
        progress.accept(1);
      }
    }
    report.close(tally, source::group);
    return tally.count(CaseReport.Outcome.FAILED) == 0 ? ExitCode.FINE : ExitCode.FOUND;
  }

  private ParameterException usage(Exception e) {
    return new ParameterException(options.spec().commandLine(), String.valueOf(e.getMessage()), e);
  }

  /** For help and shell completion. */
  static final class Layouts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return CaseSources.layouts().iterator();
    }
  }
}
