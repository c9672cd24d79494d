package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.StandardOptions;
import org.ckpt4j.conformance.rows.MutationResults.Drawn;
import org.ckpt4j.conformance.rows.RowTable.Row;
import org.ckpt4j.conformance.rows.TestResults.Outcome;
import org.ckpt4j.conformance.rows.TestResults.Result;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code conformance mutate}: draws covered rows, breaks the code behind each in many small ways,
 * and looks whether the row's own test notices. The breaking is Pitest's work.
 */
@Command(
    name = "mutate",
    header = "Breaks the code behind rows drawn by a seed and looks whether their tests notice.",
    description = {
      "Needs the results of a full mvn verify and takes a minute or two a row. The figures are",
      "kept for the report that conformance rows writes."
    })
public final class MutateCommand implements Callable<Integer> {
  private static final long MINUTES_A_ROW = 20;

  @Mixin private StandardOptions options = new StandardOptions();

  @Option(names = "--root", defaultValue = ".", description = "The source tree. Default: here.")
  private Path root = Path.of(".");

  @Option(names = "--seed", paramLabel = "N", description = "Default: drawn, and printed.")
  private @Nullable Long seed;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int rows = 10;

  @Option(
      names = "--areas",
      split = ",",
      paramLabel = "AREA",
      description = "Areas to draw from. Default: all.")
  private List<String> areas = new ArrayList<>();

  @Option(names = "--maven", defaultValue = "mvn", description = "Default: ${DEFAULT-VALUE}.")
  private String maven = "mvn";

  @Override
  public Integer call() throws IOException {
    Path base = root.toAbsolutePath().normalize();
    Path folder = base.resolve(RowsCommand.ROWS);
    TestResults results = TestResults.read(base);
    List<String> covered = new ArrayList<>();
    for (Row row : RowTable.read(folder.resolve(RowsCommand.TABLE)).rows().values()) {
      if (results.holds(row.id()) && (areas.isEmpty() || areas.contains(row.area()))) {
        covered.add(row.id());
      }
    }
    if (covered.size() < rows || rows < 1) {
      throw new ParameterException(
          options.spec().commandLine(),
          "%d rows asked for, %d are covered by the last test run".formatted(rows, covered.size()));
    }
    long drawn = seed == null ? System.nanoTime() & Integer.MAX_VALUE : seed;
    options.out().println("seed " + drawn);
    SplittableRandom random = new SplittableRandom(drawn);
    List<Drawn> out = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String id = covered.remove(random.nextInt(covered.size()));
      Drawn one = mutate(base, id, results.of(id));
      options
          .out()
          .println(
              "%s: %d of %d changes noticed, in %s"
                  .formatted(id, one.noticed(), one.tried(), one.where()));
      options.out().flush();
      out.add(one);
    }
    new MutationResults(String.valueOf(drawn), out).write(folder.resolve(MutationResults.FILE));
    long blind = out.stream().filter(one -> one.noticed() == 0).count();
    options.out().println("%d of %d rows noticed".formatted(rows - blind, rows));
    return blind == 0 ? ExitCode.FINE : ExitCode.FOUND;
  }

  private Drawn mutate(Path base, String id, List<Result> tests) throws IOException {
    Result result =
        tests.stream().filter(t -> t.outcome() == Outcome.PASSED).findFirst().orElseThrow();
    String[] place = result.test().split("#", 2);
    Path reports =
        Files.createDirectories(base.resolve(result.module()).resolve("target/mutation"));
    Path report = reports.resolve("mutations.xml");
    Files.deleteIfExists(report);
    List<String> command =
        new ArrayList<>(
            List.of(
                maven,
                "-q",
                "-o",
                "-Dquick",
                "-pl",
                result.module(),
                "-am",
                "test-compile",
                "org.pitest:pitest-maven:mutationCoverage",
                "-DtargetClasses=" + roomOf(place[0]) + ".*",
                "-DexcludedClasses=org.ckpt4j.proto.*,*Test",
                "-DtargetTests=" + place[0],
                "-DoutputFormats=XML",
                "-DtimestampedReports=false",
                "-DreportsDirectory=" + reports,
                "-DtimeoutConst=2000",
                // Two changes a class keep it to minutes; what no line of the test runs is not
                // changed.
                "-Dfeatures=+CLASSLIMIT(limit[2])",
                "-DfailWhenNoMutations=false"));
    if (place.length > 1) {
      command.add("-DincludedTestMethods=" + place[1]);
    }
    run(base, command, reports.resolve("mutation.log"));
    return count(id, result.test(), report);
  }

  /**
   * A test lies in the package of the code it is about; other rooms' code is broken by their tests.
   */
  private static String roomOf(String test) {
    return test.substring(0, test.lastIndexOf('.'));
  }

  private static void run(Path base, List<String> command, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(base.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(MINUTES_A_ROW, TimeUnit.MINUTES)) {
        throw new IOException(
            "mutation did not end within " + MINUTES_A_ROW + " minutes, see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("Maven ended with " + process.exitValue() + ", see " + log);
    }
  }

  /**
   * A change counts as tried if the test ran its line, as noticed if the test then did not pass.
   */
  private static Drawn count(String id, String test, Path report) throws IOException {
    Map<String, Integer> noticedIn = new LinkedHashMap<>();
    int tried = 0;
    int noticed = 0;
    if (Files.isRegularFile(report)) {
      try (InputStream in = Files.newInputStream(report)) {
        XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
        boolean ran = false;
        boolean detected = false;
        while (xml.hasNext()) {
          if (xml.next() != XMLStreamConstants.START_ELEMENT) {
            continue;
          }
          if (xml.getLocalName().equals("mutation")) {
            String status = xml.getAttributeValue(null, "status");
            ran = !status.equals("NO_COVERAGE") && !status.equals("NON_VIABLE");
            detected = Boolean.parseBoolean(xml.getAttributeValue(null, "detected"));
            tried += ran ? 1 : 0;
            noticed += ran && detected ? 1 : 0;
          } else if (xml.getLocalName().equals("mutatedClass") && ran && detected) {
            noticedIn.merge(xml.getElementText(), 1, Integer::sum);
          }
        }
      } catch (XMLStreamException e) {
        throw new IOException(report + " is not readable", e);
      }
    }
    String where = String.join(", ", noticedIn.keySet().stream().limit(3).toList());
    return new Drawn(id, test, where.replace("org.ckpt4j.", ""), tried, noticed);
  }
}
