package org.ckpt4j.conformance.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ckpt4j.conformance.Selection;
import org.ckpt4j.conformance.rows.RowsReport.Count;
import org.ckpt4j.conformance.rows.RowsReport.State;
import org.ckpt4j.testkit.GoldenFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsReportTest {
  private static final String TABLE =
      """
      id\tarea\trelevance
      a.py::A::one\tsaver\tcore
      a.py::A::two\tsaver\tcore
      a.py::A::three\tsaver\tuseful
      b.py::B::four\tio-ops\tcore
      """;

  @TempDir Path root;

  @BeforeEach
  void twoModules() throws IOException {
    for (String module : List.of("first", "second")) {
      Files.createDirectories(root.resolve(module).resolve("target"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.writeString(root.resolve("table.tsv"), TABLE);
  }

  @Test
  void aRowIsCoveredOnlyIfEveryTestThatCarriesItPassed() throws Exception {
    results(
        "first",
        "a.py::A::one\tpassed\tX#one",
        "a.py::A::two\tpassed\tX#two",
        "a.py::A::three\tdisabled\tX#three");
    results("second", "a.py::A::two\tfailed\tY#two");

    RowsReport report = report();

    assertEquals(State.COVERED, report.state("a.py::A::one"));
    assertEquals(State.FAILING, report.state("a.py::A::two"));
    assertEquals(State.FAILING, report.state("a.py::A::three"));
    assertEquals(State.LEFT, report.state("b.py::B::four"));
    assertEquals(new Count(4, 1, 2, 0, 1), report.count(row -> true));
  }

  @Test
  void rowsThatMeanNothingInJavaAreCountedApart() throws Exception {
    results("first", "a.py::A::one\tpassed\tX#one");
    notApplicable("first", "b.py::B::four\tPython's pickling only");

    RowsReport report = report();

    assertEquals(State.NOT_APPLICABLE, report.state("b.py::B::four"));
    assertEquals("1 of 4 (25.0 %), 33.3 % of those that apply", report.count(row -> true).share());
    assertTrue(report.markdown().contains("* `b.py::B::four`: Python's pickling only"));
  }

  @Test
  void idsThatTheTableDoesNotHaveAreReported() throws Exception {
    results("first", "a.py::A::typo\tpassed\tX#one", "section:01\tpassed\tX#two");
    notApplicable("second", "c.py::C::gone\tno such row");

    assertEquals(Set.of("a.py::A::typo", "c.py::C::gone"), report().unknown());
  }

  @Test
  void aReasonIsAskedForWithEveryRowDeclaredNotApplicable() throws Exception {
    notApplicable("first", "b.py::B::four");

    assertThrows(IOException.class, this::report);
  }

  @Test
  void aRunOfSomeTestsOnlyIsNoBasisForTheReport() throws Exception {
    Path sources = Files.createDirectories(root.resolve("first/src/test/java"));
    Files.writeString(sources.resolve("X.java"), "@Tag(\"a.py::A::one\") class X {}");
    assertEquals(Set.of("first"), TestResults.read(root).incomplete());

    Files.writeString(root.resolve("first").resolve(TestResults.FILE), "# some tests only\n");
    assertEquals(Set.of("first"), TestResults.read(root).incomplete());

    results("first", "a.py::A::one\tpassed\tX#one");
    assertEquals(Set.of(), TestResults.read(root).incomplete());
  }

  @Test
  void aFeatureHoldsWhereItsSectionsPassAndIsLeftWhereTheyDoNot() throws Exception {
    results(
        "first",
        "section:01\tpassed\tG#run",
        "section:02-name-based\tpassed\tG#run",
        "section:02b-object-based\tfailed\tG#run",
        "section:08\tfailed\tG#run",
        "section:09\tpassed\tG#run",
        "feature:4\tfailed\tX#four");
    Path file = root.resolve("features.tsv");
    Files.writeString(file, "feature\tsections\n1\t01\n2\t02,30\n3\t08,09\n4\t01\n5\t30\n6\t-\n");

    List<FeatureTable.State> states =
        FeatureTable.read(file).states(Selection.parse("01-09", ""), TestResults.read(root));

    assertEquals(List.of(1, 2, 3, 4), states.stream().map(FeatureTable.State::feature).toList());
    assertEquals(
        List.of("holds", "holds", "left", "left"),
        states.stream().map(FeatureTable.State::word).toList());
    assertEquals(List.of("30"), states.get(1).later());
    assertEquals(List.of("08"), states.get(2).left());
  }

  @Test
  void theCopyOfTheTableIsTheTable() throws Exception {
    Path copy = Path.of(RowsReportTest.class.getResource("/rows/tf-tests.tsv").toURI());
    Path original = GoldenFiles.at("conformance/tf-tests.tsv");

    assertEquals(RowTable.read(original).rows(), RowTable.read(copy).rows());
    assertFalse(RowTable.read(copy).rows().isEmpty());
  }

  private RowsReport report() throws IOException {
    return RowsReport.of(
        RowTable.read(root.resolve("table.tsv")),
        TestResults.read(root),
        NotApplicable.read(root),
        List.of(),
        new MutationResults("", List.of()));
  }

  private void results(String module, String... lines) throws IOException {
    Files.writeString(
        root.resolve(module).resolve(TestResults.FILE),
        "# whole module\n" + String.join("\n", lines) + "\n");
  }

  private void notApplicable(String module, String line) throws IOException {
    Path file = root.resolve(module).resolve(NotApplicable.FILE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, line + "\n");
  }
}
