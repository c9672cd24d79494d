package org.ckpt4j.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Subcommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GuideCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... args) {
    return new CommandLine(new GuideCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void theCommandLineFindsIt() {
    boolean found =
        ServiceLoader.load(Subcommand.class).stream()
            .anyMatch(provider -> provider.type() == GuideCommand.class);

    assertTrue(found);
  }

  @Test
  void aSectionShowsItsJavaItsOutputAndAVerdictForEachFile() {
    int exit = run("--section", "02");

    String page = out.toString();
    assertEquals(ExitCode.FINE, exit, page);
    assertTrue(page.contains("r.printCheckpoint(p.path(\"tf1-ckpt\"));"), page);
    assertTrue(page.contains("(key='scoped/c', shape=[], dtype=float32, value=3.0)"), page);
    assertTrue(page.contains("tf1-ckpt.index"), page);
    assertTrue(page.contains("the same bytes as TensorFlow's"), page);
    assertTrue(page.contains("3 with TensorFlow's bytes, 1 graphs, 0 wrong"), page);
    assertFalse(page.contains("\u001b["), "no colours without a terminal");
  }

  @Test
  void keptFilesAreInTheFolderThatWasNamed() {
    int exit = run("--section", "05,02b", "--keep", folder.toString());

    assertEquals(ExitCode.FINE, exit, out.toString());
    assertTrue(Files.exists(folder.resolve("02b-object-based-checkpoint/tf2-ckpt-1.index")));
    assertTrue(Files.exists(folder.resolve("05-why-object-based/model.index")));
  }

  @Test
  void jsonNamesEveryFile() {
    int exit = run("--section", "02b", "--json");

    String json = out.toString();
    assertEquals(ExitCode.FINE, exit, json);
    assertTrue(json.contains("\"path\" : \"tf2-ckpt-1.data-00000-of-00001\""), json);
    assertTrue(json.contains("\"verdict\" : \"same\""), json);
    assertTrue(json.contains("\"files_different\" : 0"), json);
  }

  @Test
  void anotherVariantHasNothingToCompareWithAndSaysSo() {
    int exit = run("--section", "02b", "--variant", "7");

    assertEquals(ExitCode.FINE, exit, out.toString());
    assertTrue(out.toString().contains("tf2-ckpt7-1.index"), out.toString());
    assertTrue(out.toString().contains("3 files were not compared"), out.toString());
  }

  @Test
  void whatDiffersIsFoundAndEndsTheCommandWithOne() throws IOException {
    GuideSection section = GuideSection.find("02b-object-based-checkpoint").orElseThrow();
    GuideRun.run(section.program(), Parameters.ofVariant(0), folder);
    Files.write(folder.resolve("tf2-ckpt-1.index"), new byte[] {1, 2, 3});
    Files.delete(folder.resolve("checkpoint"));
    Files.write(folder.resolve("stray"), new byte[0]);

    var verdicts = new FileVerdicts().of(section, 0, folder);

    assertEquals(
        "[checkpoint missing, stray unexpected, tf2-ckpt-1.data-00000-of-00001 same,"
            + " tf2-ckpt-1.index different]",
        verdicts.stream().map(v -> v.path() + " " + v.kind().json()).toList().toString());
    GuideTotals totals = new GuideTotals();
    totals.add(new SectionReport(section, java.util.List.of(), verdicts, null, 0));
    assertFalse(totals.isFine());
  }

  @Test
  void sectionsAndVariantsThatAreNotThereAreUsageErrors() {
    assertEquals(ExitCode.USAGE, run("--section", "99"));
    assertTrue(err.toString().contains("no section \"99\"; there are 01, 02, 02b"), err.toString());
    assertEquals(ExitCode.USAGE, run("--variant", "100"));
  }

  @Test
  void aFolderInUseIsNotWrittenInto() throws IOException {
    Files.createDirectories(folder.resolve("02b-object-based-checkpoint/mine"));

    assertEquals(ExitCode.USAGE, run("--section", "02b", "--keep", folder.toString()));
  }

  @Test
  void everyProgramsTextIsAtHand() throws IOException {
    for (GuideSection section : GuideSection.all()) {
      assertTrue(
          ProgramSource.of(section.source()).stream().anyMatch(line -> line.contains("void run(")),
          section.folder());
    }
  }
}
