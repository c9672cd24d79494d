package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.plan.CheckpointMatch;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.MappingInference;
import org.ckpt4j.checkpoint.plan.MatchReport;
import org.ckpt4j.checkpoint.plan.PlannedValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan A --into B}: what of A fits the program that wrote B. */
@Command(
    name = "plan",
    header = "Tells what would happen if a checkpoint were restored into a program.",
    description = {
      "",
      "The program is known by a checkpoint that it wrote (with --into). Values are matched by key,",
      "by the names variables had, by slots, by equal values, and at last by similar names, which",
      "are guesses. Nothing is changed. Exit code 1: something is missing or does not fit.",
      "",
      "  =  fits     ?  missing in A     #  other type or shape     -  in A, but unused",
      ""
    })
final class PlanCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(index = "0", paramLabel = "A", description = "The checkpoint to restore.")
  private String source;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "B",
      description = "A checkpoint that the program wrote.")
  private String program;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "Keys that belong together: a line for each, with a tab between.")
  private @Nullable Path mapping;

  @Override
  public Integer call() throws IOException {
    try (CheckpointReader a = CheckpointReader.open(CheckpointArgument.resolve(source));
        CheckpointReader b = CheckpointReader.open(CheckpointArgument.resolve(program))) {
      StoredValues saved = StoredValues.of(a);
      StoredValues wanted = StoredValues.of(b);
      KeyMapping given = mapping == null ? new KeyMapping(List.of()) : KeyMapping.read(mapping);
      KeyMapping found = MappingInference.infer(saved, wanted, given);
      MatchReport report = CheckpointMatch.of(saved, wanted, found);
      if (options.json()) {
        options.printJson(json(report, found));
      } else {
        report.toString().lines().forEach(line -> options.out().println(Printable.text(line)));
        new MappingText(options).print(found, false);
      }
      return report.problems().isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
    }
  }

  private static Map<String, Object> json(MatchReport report, KeyMapping mapping) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("checkpoint", report.checkpoint());
    out.put("summary", report.summary());
    List<Object> values = new ArrayList<>();
    for (PlannedValue value : report.values()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("fit", value.fit().name());
      one.put("path", value.path());
      one.put("key", value.key());
      one.put("wanted", text(value.wanted()));
      one.put("saved", text(value.saved()));
      one.put("slot", value.slot());
      one.put("nearest", value.nearest());
      values.add(one);
    }
    out.put("values", values);
    out.put("mapping", MappingText.json(mapping));
    out.put("hints", report.hints());
    return out;
  }

  private static @Nullable String text(@Nullable TensorSpec spec) {
    return spec == null ? null : spec.toString();
  }
}
