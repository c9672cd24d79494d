package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.convert.Draft;
import org.ckpt4j.checkpoint.convert.ExampleLayout;
import org.ckpt4j.checkpoint.convert.KeyRename;
import org.ckpt4j.checkpoint.convert.NameLayout;
import org.ckpt4j.checkpoint.convert.ObjectLayout;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.MappingInference;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code convert SRC DST}: TF1 checkpoints to TF2 and back, by rules or by example. */
@Command(
    name = "convert",
    header = "Converts checkpoints between TF1 (by name) and TF2 (by object).",
    description = {
      "",
      "Without options a name-based checkpoint becomes the dict \"vars\" of a Checkpoint, as in",
      "TensorFlow's guide, and of an object-based one the dict \"var_list\" becomes names.",
      "",
      "  --like EXAMPLE   lay the values out as a checkpoint that the new program wrote; what",
      "                   belongs where is found by names, shapes and values, and shown",
      "  --under NAME     the dict that takes all variables (to objects) or gives them (to names)",
      "  --tree           to objects: every scope becomes an object (model/dense/kernel)",
      "  --optimizer P    to objects: w/Momentum and the like become slots of the object at P",
      "  --names full     to names: the names that variables had when they were saved",
      "  --rule R=P       change names by a regular expression; repeatable",
      "",
      "Beside the result lies DST.mapping, which --reverse uses to convert back.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ckpt4j convert tf1/model.ckpt-9000 tf2/ck-1 --like new_program/ck-1 --dry-run",
      "  ckpt4j convert tf1/model.ckpt-9000 tf2/ck-1 --tree --optimizer optimizer"
    })
final class ConvertCommand implements Callable<Integer> {
  private enum Names {
    PATH,
    FULL
  }

  @Mixin private StandardOptions options;

  @Parameters(index = "0", paramLabel = "SRC", description = "A checkpoint.")
  private String source;

  @Parameters(index = "1", paramLabel = "DST", description = "Prefix of the result.")
  private String target;

  @Option(names = "--like", paramLabel = "EXAMPLE", description = "Lay out as this checkpoint.")
  private @Nullable String example;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "With --like: keys that belong together.")
  private @Nullable Path mapping;

  @Option(
      names = "--reverse",
      description = "Convert back by SRC.mapping (or --mapping), to names.")
  private boolean reverse;

  @Option(names = "--accept-guesses", description = "With --like: take matches by similar names.")
  private boolean acceptGuesses;

  @Option(
      names = "--keep-example",
      description = "With --like: values without a counterpart are the example's.")
  private boolean keepExample;

  @Option(names = "--under", paramLabel = "NAME", description = "The dict of all variables.")
  private @Nullable String under;

  @Option(names = "--tree", description = "Scopes become objects.")
  private boolean tree;

  @Option(names = "--optimizer", paramLabel = "PATH", description = "The object that keeps slots.")
  private @Nullable String optimizer;

  @Option(names = "--names", paramLabel = "path|full", description = "What names are made of.")
  private @Nullable Names names;

  @Option(names = "--rule", paramLabel = "REGEX=REPLACEMENT", description = "Change names.")
  private List<String> rules = List.of();

  @Option(
      names = "--save-counter",
      paramLabel = "N",
      description = "To objects: the number of saves to pretend; default 1, -1 for no counter.")
  private long saveCounter = 1;

  @Option(names = "--dry-run", description = "Show the mapping, write nothing.")
  private boolean dryRun;

  @Option(names = "--force", description = "Replace a checkpoint that is called DST.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    Path prefix = CheckpointArgument.resolve(source);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      StoredValues values = StoredValues.of(reader);
      if (example == null) {
        return finish(byRules(reader, values, prefix));
      }
      try (CheckpointReader other = CheckpointReader.open(CheckpointArgument.resolve(example))) {
        return byExample(reader, values, other);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(options.spec().commandLine(), e.getMessage(), e);
    }
  }

  private Draft byRules(CheckpointReader reader, StoredValues values, Path prefix)
      throws IOException {
    List<KeyRename> renames = rules.stream().map(KeyRename::parse).toList();
    if (reverse) {
      Path file =
          mapping == null
              ? prefix.resolveSibling(prefix.getFileName() + Draft.MAPPING_SUFFIX)
              : mapping;
      return Draft.renamed(reader, values, KeyMapping.read(file).reversed());
    }
    if (values.kind() == CheckpointKind.NAME_BASED) {
      Optional<String> dict = tree ? Optional.empty() : Optional.of(under == null ? "vars" : under);
      return new ObjectLayout(
              dict,
              Optional.ofNullable(optimizer),
              renames,
              saveCounter < 0 ? Optional.empty() : Optional.of(saveCounter),
              tree || optimizer != null || !renames.isEmpty())
          .draft(reader, values);
    }
    Optional<String> below =
        under != null
            ? Optional.of(under)
            : names == null ? Optional.of("var_list") : Optional.empty();
    return new NameLayout(below, names == Names.FULL, renames).draft(reader, values);
  }

  private int byExample(CheckpointReader reader, StoredValues values, CheckpointReader other)
      throws IOException {
    StoredValues wanted = StoredValues.of(other);
    KeyMapping given = mapping == null ? new KeyMapping(List.of()) : KeyMapping.read(mapping);
    KeyMapping found = MappingInference.infer(values, wanted, given);
    if (!found.guesses().isEmpty() && !acceptGuesses && !dryRun) {
      new MappingText(options).print(new KeyMapping(found.guesses()), true);
      options
          .err()
          .println(
              "ckpt4j convert: these matches are guesses; look at them, then give --accept-guesses,"
                  + " or the right pairs with --mapping");
      return ExitCode.FOUND;
    }
    return finish(ExampleLayout.draft(reader, values, other, wanted, found, keepExample || dryRun));
  }

  private int finish(Draft draft) throws IOException {
    if (!dryRun) {
      draft.write(Path.of(target), WriteOptions.defaults().withFsync(true), force);
    }
    if (options.json()) {
      options.printJson(json(draft));
      return ExitCode.FINE;
    }
    if (dryRun) {
      new MappingText(options).print(draft.mapping(), true);
    }
    for (String key : draft.dropped()) {
      options.out().println("left out: " + Printable.brief(key));
    }
    options
        .out()
        .println(
            "%s -> %s (%s%s)"
                .formatted(
                    HumanSize.count(draft.entries().size(), "value"),
                    Printable.text(target),
                    draft.graph().isPresent() ? "by object" : "by name",
                    dryRun ? ", not written" : ""));
    return ExitCode.FINE;
  }

  private Map<String, Object> json(Draft draft) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("source", source);
    out.put("target", target);
    out.put("written", !dryRun);
    out.put("kind", draft.graph().isPresent() ? "object-based" : "name-based");
    out.put("values", draft.entries().size());
    out.put("mapping", MappingText.json(draft.mapping()));
    out.put("dropped", draft.dropped());
    return out;
  }
}
