package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.audit.CheckpointAudit;
import org.ckpt4j.checkpoint.audit.Finding;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.audit.FolderAudit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: every byte accounted for, every finding named. */
@Command(
    name = "verify",
    header = "Accounts for every byte of checkpoints and names what is wrong.",
    description = {
      "",
      "Checks the tables (structure, order of keys, checksums), every value's checksum, gaps and",
      "overlaps, slices that do not cover, missing and left-over files, the object graph, and of",
      "a folder its state file. Nothing is changed.",
      "",
      "error    values are lost, or TensorFlow cannot read the checkpoint",
      "warning  all values are sound, but bytes or files lie around that belong to nothing",
      "note     legal, though not what TensorFlow writes; does not change the exit code",
      "",
      "Exit code 1: an error or a warning was found.",
      ""
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(
      arity = "1..*",
      paramLabel = "PREFIX|DIR",
      description = "Checkpoints, or folders of which all checkpoints are verified.")
  private List<String> arguments;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing about checkpoints without findings.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    Set<Path> checkpoints = new LinkedHashSet<>();
    List<Finding> aboutFolders = new ArrayList<>();
    for (String argument : arguments) {
      Path path = Path.of(argument);
      if (Files.isDirectory(path) && !CheckpointArgument.isSavedModel(path)) {
        FolderAudit folder = FolderAudit.of(argument);
        checkpoints.addAll(folder.checkpoints());
        aboutFolders.addAll(folder.findings());
      } else {
        checkpoints.add(CheckpointArgument.resolveDamaged(argument));
      }
    }
    if (checkpoints.isEmpty() && aboutFolders.isEmpty()) {
      throw new NoSuchFileException(
          String.join(", ", arguments), null, "no checkpoint in this folder");
    }
    List<CheckpointAudit> audits = new ArrayList<>();
    long work = 0;
    for (Path checkpoint : checkpoints) {
      work += CheckpointAudit.work(checkpoint);
    }
    try (Progress progress = options.progress("verifying", work)) {
      for (Path checkpoint : checkpoints) {
        audits.add(CheckpointAudit.of(checkpoint, progress));
      }
    }
    if (options.json()) {
      options.printJson(json(audits, aboutFolders));
    } else {
      audits.forEach(this::print);
      FindingText.print(options.out(), aboutFolders, options.terminal());
      printTotal(audits, aboutFolders);
    }
    boolean clean =
        audits.stream().allMatch(CheckpointAudit::clean)
            && aboutFolders.stream().allMatch(f -> f.severity() == Severity.NOTE);
    return clean ? ExitCode.FINE : ExitCode.FOUND;
  }

  private void print(CheckpointAudit audit) {
    if (quiet && audit.clean()) {
      return;
    }
    String name = Printable.text(audit.checkpoint().toString());
    String what =
        "%s, %s in %s"
            .formatted(
                HumanSize.count(audit.tensors(), "sound tensor"),
                HumanSize.bytes(audit.bytes()),
                HumanSize.count(audit.files(), "file"));
    if (audit.lost() > 0) {
      what += ", " + HumanSize.count(audit.lost(), "tensor") + " lost";
    }
    String verdict = audit.clean() ? coloured("@|green ok|@") : coloured("@|bold,red BAD|@");
    options.out().println("%s  %s: %s".formatted(verdict, name, what));
    FindingText.print(options.out(), audit.findings(), options.terminal());
  }

  private String coloured(String markup) {
    return (options.terminal().colourOut() ? Ansi.ON : Ansi.OFF).string(markup);
  }

  private void printTotal(List<CheckpointAudit> audits, List<Finding> aboutFolders) {
    long bad = audits.stream().filter(audit -> !audit.clean()).count();
    if (audits.size() == 1 && aboutFolders.isEmpty()) {
      return;
    }
    options
        .out()
        .println(
            "%s verified, %d with findings"
                .formatted(HumanSize.count(audits.size(), "checkpoint"), bad));
  }

  private static Map<String, Object> json(List<CheckpointAudit> audits, List<Finding> folders) {
    List<Object> checkpoints = new ArrayList<>();
    for (CheckpointAudit audit : audits) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("checkpoint", audit.checkpoint().toString());
      one.put("format", audit.format().name());
      one.put("clean", audit.clean());
      one.put("sound_tensors", audit.tensors());
      one.put("lost_tensors", audit.lost());
      one.put("bytes", audit.bytes());
      one.put("files", audit.files());
      one.put("findings", audit.findings().stream().map(FindingText::json).toList());
      checkpoints.add(one);
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("checkpoints", checkpoints);
    out.put("findings", folders.stream().map(FindingText::json).toList());
    return out;
  }
}
