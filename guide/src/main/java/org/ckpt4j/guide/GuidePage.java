package org.ckpt4j.guide;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.cli.Printable;
import org.ckpt4j.cli.Terminal;
import org.ckpt4j.guide.FileVerdict.Kind;
import org.jspecify.annotations.Nullable;

/** The guide as text: headings, programs, output, verdicts; in colour on terminals that want it. */
final class GuidePage {
  private static final int LONGEST_LINE = 160;
  private static final String BOLD = "1";
  private static final String DIM = "2";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String CYAN = "36";

  private final PrintWriter out;
  private final boolean colour;
  private boolean cellsShown;

  GuidePage(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.colour = terminal.out() && terminal.colour();
  }

  void title(int sections, int variant, Path folder) {
    out.println(paint(BOLD, "Migrating model checkpoints: the guide, run by ckpt4j on ND4J"));
    out.printf(
        "%d sections%s, each in an empty folder of its own below %s.%n",
        sections, variant == 0 ? "" : " of variant " + variant, folder);
    out.println("Files are compared with the checksums of what TensorFlow 2.15.1 wrote.");
  }

  void head(GuideSection section) throws IOException {
    out.println();
    out.println(paint(BOLD, "== " + section.number() + "  " + section.heading()));
    out.println();
    List<String> program = ProgramSource.of(section.source());
    if (!cellsShown && program.stream().anyMatch(line -> line.contains("(p"))) {
      cellsShown = true;
      out.println(paint(CYAN, "Cells.java, which several sections begin with"));
      code(ProgramSource.of(Cells.class));
    }
    out.println(paint(CYAN, section.source().getSimpleName() + ".java"));
    if (!section.without().isEmpty()) {
      out.println("What the section shows of " + section.without() + " is left out.");
    }
    code(program);
    out.flush();
  }

  private void code(List<String> lines) {
    lines.forEach(line -> out.println(paint(DIM, "  | ") + line));
    out.println();
  }

  void body(SectionReport report) {
    out.println(paint(CYAN, "Output"));
    for (String line : report.output()) {
      line.lines().forEach(part -> out.println("  " + cut(part)));
    }
    Throwable failure = report.failure();
    if (failure != null) {
      out.println(paint(RED, "  FAILED: " + Printable.text(failure.toString())));
    }
    out.println();
    out.println(paint(CYAN, "Files"));
    if (report.files().isEmpty()) {
      out.println("  none, and TensorFlow writes none");
    }
    int width = report.files().stream().mapToInt(file -> file.path().length()).max().orElse(0);
    for (FileVerdict file : report.files()) {
      out.printf(
          "  %s  %-" + Math.max(1, width) + "s  %6d bytes  %s%n",
          mark(file.kind()),
          file.path(),
          file.bytes(),
          file.kind().text());
    }
    out.flush();
  }

  void end(GuideTotals totals, @Nullable Path kept) {
    out.println();
    out.println(
        paint(
            BOLD,
            "%d sections, %d files: %d with TensorFlow's bytes, %d graphs, %d wrong"
                .formatted(
                    totals.sections(),
                    totals.files(),
                    totals.files(Kind.SAME),
                    totals.files(Kind.GRAPH),
                    totals.bad())));
    if (totals.files(Kind.UNKNOWN) > 0) {
      out.println(totals.files(Kind.UNKNOWN) + " files were not compared: " + Kind.UNKNOWN.text());
    }
    if (totals.failed() > 0) {
      out.println(paint(RED, totals.failed() + " sections failed"));
    }
    if (kept != null) {
      out.println("The files are in " + kept);
    }
    out.println(paint(totals.isFine() ? GREEN : RED, totals.isFine() ? "fine" : "NOT fine"));
    out.flush();
  }

  private String mark(Kind kind) {
    return switch (kind) {
      case SAME -> paint(GREEN, "ok");
      case DIFFERENT, MISSING, UNEXPECTED -> paint(RED, "XX");
      case GRAPH, UNKNOWN -> paint(YELLOW, "--");
    };
  }

  private static String cut(String line) {
    String safe = Printable.text(line);
    return safe.length() <= LONGEST_LINE
        ? safe
        : safe.substring(0, LONGEST_LINE) + "... (" + safe.length() + " characters)";
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
