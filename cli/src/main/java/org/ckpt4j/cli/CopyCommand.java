package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.convert.CheckpointConverter;
import org.ckpt4j.checkpoint.convert.Conversion;
import org.ckpt4j.checkpoint.convert.ConversionPlan;
import org.ckpt4j.checkpoint.convert.KeyRename;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code copy SRC DST}: the same bytes, or other names, fewer tensors, other files. */
@Command(
    name = "copy",
    header = "Copies a checkpoint, renaming, choosing or re-sharding its tensors.",
    description = {
      "",
      "Without options all files are copied byte for byte, after every checksum was verified.",
      "With nothing but --rename only the index is new; the data files get a second name (a hard",
      "link) where the file system can. Everything else reads and writes the values again, in",
      "the order in which they were saved.",
      "",
      "In an object-based checkpoint the object graph follows the new keys, so that",
      "tf.train.Checkpoint still finds every value; the graph itself is never renamed, and left",
      "out only if --drop matches its key. Regular expressions are Java's, and found anywhere in",
      "a key unless anchored with ^ and $.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ckpt4j copy --rename '^model/=tower/' --rename 'kernel$=weights' old/ckpt new/ckpt",
      "  ckpt4j copy --drop 'Adam|OPTIMIZER_SLOT' --shards 4 train/model-9000 serve/model"
    })
final class CopyCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(index = "0", paramLabel = "SRC", description = "A checkpoint.")
  private String source;

  @Parameters(index = "1", paramLabel = "DST", description = "Prefix of the copy.")
  private String target;

  @Option(
      names = "--rename",
      paramLabel = "REGEX=REPLACEMENT",
      description =
          "Replace what is found in keys; $1 is the first group, \\= an equals sign in the"
              + " expression. Repeatable, applied in order.")
  private List<String> renames = List.of();

  @Option(names = "--only", paramLabel = "REGEX", description = "Keep only matching tensors.")
  private List<Pattern> only = List.of();

  @Option(names = "--drop", paramLabel = "REGEX", description = "Leave matching tensors out.")
  private List<Pattern> drop = List.of();

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Spread the values over N files of about the same size.")
  private Integer shards;

  @Option(names = "--format", paramLabel = "v1|v2", description = "Write this format.")
  private CheckpointFormat format;

  @Option(names = "--force", description = "Replace a checkpoint that is called DST.")
  private boolean force;

  @Option(
      names = "--no-fsync",
      description = "Do not wait until the copy is on the disk before it becomes visible.")
  private boolean noFsync;

  @Override
  public Integer call() throws IOException {
    ConversionPlan plan = plan();
    try (CheckpointReader reader = CheckpointReader.open(CheckpointArgument.resolve(source))) {
      Conversion done;
      try (Progress progress = options.progress("copying", CheckpointConverter.work(reader))) {
        done = CheckpointConverter.convert(reader, Path.of(target), plan, progress);
      }
      report(done);
    }
    return ExitCode.FINE;
  }

  private ConversionPlan plan() {
    try {
      return new ConversionPlan(
          renames.stream().map(KeyRename::parse).toList(),
          only,
          drop,
          shards == null ? OptionalInt.empty() : OptionalInt.of(shards),
          Optional.ofNullable(format),
          force,
          !noFsync);
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          options.spec().commandLine(),
          "--rename: no regular expression: %s, at %d of \"%s\""
              .formatted(e.getDescription(), e.getIndex(), e.getPattern()),
          e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(options.spec().commandLine(), e.getMessage(), e);
    }
  }

  private void report(Conversion done) {
    if (options.json()) {
      options.printJson(json(done));
      return;
    }
    for (String warning : done.warnings()) {
      options.err().println("ckpt4j copy: " + Printable.text(warning));
    }
    StringBuilder line = new StringBuilder(HumanSize.count(done.tensors(), "tensor"));
    if (done.renamed() > 0) {
      line.append(", ").append(done.renamed()).append(" renamed");
    }
    if (done.dropped() > 0) {
      line.append(", ").append(done.dropped()).append(" left out");
    }
    line.append(" -> ").append(Printable.text(target));
    line.append(" (").append(done.format()).append(", ");
    line.append(HumanSize.count(done.files().size(), "file")).append(", ");
    line.append(
        switch (done.way()) {
          case COPIED -> "byte for byte";
          case LINKED -> "new index, data hard-linked";
          case DATA_COPIED -> "new index, data copied as it is";
          case REWRITTEN -> "values written again";
        });
    options.out().println(line.append(')'));
  }

  private Map<String, Object> json(Conversion done) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("source", source);
    out.put("target", target);
    out.put("way", done.way().name().toLowerCase(java.util.Locale.ROOT));
    out.put("format", done.format().name());
    out.put("tensors", done.tensors());
    out.put("renamed", done.renamed());
    out.put("dropped", done.dropped());
    out.put("files", done.files().stream().map(Path::toString).toList());
    out.put("warnings", done.warnings());
    return out;
  }
}
