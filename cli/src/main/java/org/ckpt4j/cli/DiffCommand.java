package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ckpt4j.checkpoint.CheckpointReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code diff A B}: which tensors differ, and by how much. */
@Command(
    name = "diff",
    header = "Compares two checkpoints: tensors added, removed, renamed, changed.",
    description = {
      "",
      "Values are read only where stored checksums differ or cannot be compared (V1, other",
      "partitioning, other byte order). A tensor counts as renamed if one with the same dtype,",
      "shape, size and checksum is only in A and only once in B. Exit code 1: they differ.",
      ""
    })
final class DiffCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Parameters(index = "0", paramLabel = "A", description = "A checkpoint: the old one.")
  private String a;

  @Parameters(index = "1", paramLabel = "B", description = "A checkpoint: the new one.")
  private String b;

  @Override
  public Integer call() throws IOException {
    Path first = CheckpointArgument.resolve(a);
    Path second = CheckpointArgument.resolve(b);
    try (CheckpointReader old = CheckpointReader.open(first);
        CheckpointReader now = CheckpointReader.open(second)) {
      CheckpointDiff diff;
      try (Progress progress = options.progress("comparing", CheckpointDiff.work(old, now))) {
        diff = CheckpointDiff.of(old, now, progress);
      }
      if (options.json()) {
        options.printJson(json(old, now, diff));
      } else {
        print(diff);
      }
      return diff.same() ? ExitCode.FINE : ExitCode.FOUND;
    }
  }

  private void print(CheckpointDiff diff) {
    Columns table = new Columns("", "KEY", "WHAT", ">LARGEST", ">MEAN", ">ELEMENTS");
    for (var removed : diff.removed()) {
      table.row("-", Printable.brief(removed.key().toString()), removed.spec().toString());
    }
    for (var added : diff.added()) {
      table.row("+", Printable.brief(added.key().toString()), added.spec().toString());
    }
    for (var renamed : diff.renamed()) {
      table.row(
          ">",
          Printable.brief(renamed.from().key().toString()),
          "now " + Printable.brief(renamed.to().key().toString()));
    }
    for (CheckpointDiff.Changed changed : diff.changed()) {
      String key = Printable.brief(changed.from().key().toString());
      String from = changed.from().spec().toString();
      if (!changed.from().spec().equals(changed.to().spec())) {
        table.row("~", key, from + " -> " + changed.to().spec());
        continue;
      }
      CheckpointDiff.Distance distance = changed.distance();
      table.row(
          "~",
          key,
          from,
          distance.numeric() ? number(distance.largest()) : "",
          distance.numeric() ? number(distance.mean()) : "",
          String.format(Locale.ROOT, "%,d of %,d", distance.different(), distance.elements()));
    }
    if (!table.isEmpty()) {
      table.print(options.out(), options.terminal());
      options.out().println();
    }
    options.out().println(summary(diff));
  }

  private static String summary(CheckpointDiff diff) {
    if (diff.same()) {
      return "no difference: " + HumanSize.count(diff.equal(), "equal tensor");
    }
    List<String> parts = new ArrayList<>();
    count(parts, diff.removed().size(), "removed (-)");
    count(parts, diff.added().size(), "added (+)");
    count(parts, diff.renamed().size(), "renamed (>)");
    count(parts, diff.changed().size(), "changed (~)");
    count(parts, diff.equal(), "equal");
    return String.join(", ", parts);
  }

  private static void count(List<String> parts, long n, String what) {
    if (n > 0) {
      parts.add(String.format(Locale.ROOT, "%,d %s", n, what));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static Map<String, Object> json(
      CheckpointReader old, CheckpointReader now, CheckpointDiff diff) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("a", old.prefix().toString());
    out.put("b", now.prefix().toString());
    out.put("same", diff.same());
    out.put("equal", diff.equal());
    out.put("removed", diff.removed().stream().map(e -> e.key().toString()).toList());
    out.put("added", diff.added().stream().map(e -> e.key().toString()).toList());
    List<Object> renamed = new ArrayList<>();
    for (var pair : diff.renamed()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", pair.from().key().toString());
      one.put("to", pair.to().key().toString());
      renamed.add(one);
    }
    out.put("renamed", renamed);
    List<Object> changed = new ArrayList<>();
    for (CheckpointDiff.Changed pair : diff.changed()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("key", pair.from().key().toString());
      one.put("from", pair.from().spec().toString());
      one.put("to", pair.to().spec().toString());
      CheckpointDiff.Distance distance = pair.distance();
      if (distance != null) {
        one.put("elements", distance.elements());
        one.put("different", distance.different());
        if (distance.numeric()) {
          one.put("largest_difference", distance.largest());
          one.put("mean_difference", distance.mean());
        }
      }
      changed.add(one);
    }
    out.put("changed", changed);
    return out;
  }
}
