package org.ckpt4j.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.cli.Subcommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code guide}: runs the guide on migrating model checkpoints, section by section. */
@Command(
    name = "guide",
    header = "Runs the guide \"Migrating model checkpoints\" in Java, and checks what it writes.",
    description = {
      "Each section is a Java program on ckpt4j: its text, its output, and for each file it leaves",
      "whether the bytes are those real TensorFlow wrote."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every file has TensorFlow's bytes.",
      "1:A file differs, or a section failed.",
      "2:There is no such section or variant."
    })
public final class GuideCommand implements Subcommand {
  @Mixin private StandardOptions options = new StandardOptions();

  @Option(
      names = "--section",
      paramLabel = "NUMBER",
      split = ",",
      description = "Only these sections, as in 02b or 07,09.")
  private List<String> wanted = new ArrayList<>();

  @Option(
      names = "--variant",
      paramLabel = "N",
      defaultValue = "0",
      description = "Other names, numbers and paths, 0 to 99. Default: 0, the guide's own.")
  private int variant;

  @Option(names = "--keep", paramLabel = "DIR", description = "Leave the files in DIR.")
  private @Nullable Path keep;

  @Override
  public Integer call() throws IOException {
    if (variant < 0 || variant > 99) {
      throw usage("no variant " + variant + "; variants are 0 to 99");
    }
    List<GuideSection> sections = chosen();
    Path folder = keep == null ? Files.createTempDirectory("ckpt4j-guide-") : keep;
    try {
      return run(sections, folder);
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private int run(List<GuideSection> sections, Path folder) throws IOException {
    FileVerdicts verdicts = new FileVerdicts();
    GuidePage page = new GuidePage(options.out(), options.terminal());
    List<Map<String, @Nullable Object>> reports = new ArrayList<>();
    GuideTotals totals = new GuideTotals();
    if (!options.json()) {
      page.title(sections.size(), variant, folder);
    }
    for (GuideSection section : sections) {
      Path own = folder.resolve(section.folder());
      requireEmpty(own);
      if (!options.json()) {
        page.head(section);
      }
      SectionReport report = SectionReport.of(section, variant, own, verdicts);
      totals.add(report);
      if (options.json()) {
        reports.add(report.json());
      } else {
        page.body(report);
      }
    }
    if (options.json()) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>();
      all.put("variant", variant);
      all.put("sections", reports);
      all.putAll(totals.json());
      options.printJson(all);
    } else {
      page.end(totals, keep);
    }
    return totals.isFine() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private List<GuideSection> chosen() {
    List<GuideSection> all = GuideSection.all();
    List<String> numbers = all.stream().map(GuideSection::number).toList();
    for (String number : wanted) {
      if (!numbers.contains(number)) {
        throw usage(
            "no section \"%s\"; there are %s".formatted(number, String.join(", ", numbers)));
      }
    }
    return wanted.isEmpty()
        ? all
        : all.stream().filter(section -> wanted.contains(section.number())).toList();
  }

  private void requireEmpty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw usage(folder + " is not empty; name an empty or new folder");
      }
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(options.spec().commandLine(), message);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
