package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.audit.CheckpointAudit;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.audit.Salvage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code salvage PREFIX [DST]}: what is sound of a damaged checkpoint. */
@Command(
    name = "salvage",
    header = "Copies the sound tensors out of a damaged checkpoint.",
    description = {
      "",
      "Every tensor whose index entry and value have the right checksums is written to DST, and",
      "what is lost is listed. Works when blocks of the index, its footer or data files are",
      "damaged or missing, and from the finished temporary files of a save that was interrupted.",
      "PREFIX is not changed.",
      "",
      "Without DST an interrupted save of PREFIX is ended where it lies: completed if its",
      "temporary files are whole, else undone.",
      "",
      "Exit code 1: something was wrong with PREFIX.",
      ""
    })
final class SalvageCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(index = "0", paramLabel = "PREFIX", description = "The damaged checkpoint.")
  private String source;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DST",
      description = "Prefix of the checkpoint to be made.")
  private @Nullable String target;

  @Option(names = "--force", description = "Replace a checkpoint that is called DST.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    Path prefix = CheckpointArgument.resolveDamaged(source);
    if (target == null) {
      return settle(prefix);
    }
    Salvage done;
    // Once to check, once to copy.
    try (Progress progress = options.progress("salvaging", 2 * CheckpointAudit.work(prefix))) {
      done = Salvage.copy(prefix, Path.of(target), force, true, progress);
    }
    long wrong = done.findings().stream().filter(f -> f.severity() != Severity.NOTE).count();
    if (options.json()) {
      options.printJson(json(done));
    } else {
      FindingText.print(options.out(), done.findings(), options.terminal());
      for (String warning : done.warnings()) {
        options.err().println("ckpt4j salvage: " + Printable.text(warning));
      }
      options
          .out()
          .println(
              "%s saved -> %s%s%s"
                  .formatted(
                      HumanSize.count(done.saved(), "tensor"),
                      Printable.text(target),
                      done.interrupted() ? " (from an interrupted save)" : "",
                      wrong == 0 && !done.interrupted() ? "; nothing was wrong" : ""));
    }
    return wrong == 0 && !done.interrupted() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private int settle(Path prefix) throws IOException {
    Salvage.Outcome outcome = Salvage.settle(prefix);
    if (options.json()) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("prefix", prefix.toString());
      out.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
      options.printJson(out);
    } else {
      options
          .out()
          .println(
              Printable.text(prefix.toString())
                  + ": "
                  + switch (outcome) {
                    case NOTHING_FOUND -> "no interrupted save";
                    case COMPLETED -> "the interrupted save is completed";
                    case RESTORED -> "the save had not come far enough; the old checkpoint is back";
                    case CLEANED_UP -> "left-over temporary files deleted";
                  });
    }
    return outcome == Salvage.Outcome.NOTHING_FOUND ? ExitCode.FINE : ExitCode.FOUND;
  }

  private Map<String, Object> json(Salvage done) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("source", source);
    out.put("target", target);
    out.put("format", done.format().name());
    out.put("saved_tensors", done.saved());
    out.put("from_interrupted_save", done.interrupted());
    out.put("files", done.files().stream().map(Path::toString).toList());
    out.put("findings", done.findings().stream().map(FindingText::json).toList());
    out.put("warnings", done.warnings());
    return out;
  }
}
