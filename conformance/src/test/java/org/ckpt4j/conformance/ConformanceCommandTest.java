package org.ckpt4j.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Main;
import org.ckpt4j.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceCommandTest {
  private record Run(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  @TempDir Path temp;

  @Test
  void aRunWithoutFailuresClosesWithItsFiguresAndExitsWithZero() throws Exception {
    Run run = run("conformance", "format", folder("smallest"), folder("v1_small"));

    assertEquals(ExitCode.FINE, run.code, run.out + run.err);
    assertEquals(2, run.lines().size());
    assertTrue(run.lines().get(0).matches("[1-9]\\d+ comparisons"), run.out);
    assertEquals("2 passed, 0 failed, 0 skipped", run.lines().get(1));
  }

  @Test
  void aFailingCaseIsOneLineAndTheExitCodeIsOne() throws Exception {
    Path broken = temp.resolve("broken");
    Files.createDirectory(broken);
    for (String file : List.of("ckpt.index", "ckpt.data-00000-of-00001", "expected.json")) {
      Files.copy(Path.of(folder("smallest")).resolve(file), broken.resolve(file));
    }
    Files.writeString(broken.resolve("ckpt.data-00000-of-00001"), "xyz");

    Run run = run("conformance", "format", broken.toString(), folder("v1_small"));

    assertEquals(ExitCode.FOUND, run.code);
    assertEquals(3, run.lines().size(), run.out);
    assertTrue(run.lines().get(0).startsWith("FAILED format broken: "), run.out);
    assertEquals("1 passed, 1 failed, 0 skipped", run.lines().get(2));
  }

  @Test
  void jsonHasTheSameFigures() throws Exception {
    Run run = run("conformance", "--json", "format", folder("smallest"));

    JsonNode json = new ObjectMapper().readTree(run.out);
    assertEquals(1, json.get("passed").intValue());
    assertEquals(0, json.get("failed").intValue());
    assertEquals("smallest", json.get("cases").get(0).get("id").textValue());
    assertEquals("passed", json.get("cases").get(0).get("outcome").textValue());
    assertTrue(json.get("comparisons").intValue() > 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conformance",
        "conformance format",
        "conformance other PATH",
        "conformance format PATH/absent",
        "conformance bad PATH",
        "conformance guide PATH",
        "conformance traces PATH",
        "conformance format PATH --sections 9-1",
        "conformance live",
      })
  void whatCannotBeCarriedOutExitsWithTwo(String line) throws Exception {
    Run run = run(line.replace("PATH", temp.toString()).split(" "));

    assertEquals(ExitCode.USAGE, run.code, run.out + run.err);
    assertEquals("", run.out);
    assertTrue(run.err.lines().count() >= 1);
  }

  @Test
  void onePathWithoutCasesSpoilsTheRunBeforeItBegins() throws Exception {
    Run run = run("conformance", "format", folder("smallest"), temp.toString());

    assertEquals(ExitCode.USAGE, run.code);
    assertEquals("", run.out);
  }

  private static String folder(String id) throws Exception {
    return RecordedCases.copy("golden/format").resolve(id).toString();
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), Terminal.none(), args);
    return new Run(code, out.toString(), err.toString());
  }
}
