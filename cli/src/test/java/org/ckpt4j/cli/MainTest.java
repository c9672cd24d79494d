package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @TempDir private Path folder;

  @Test
  void noCommandShowsTheHelpAsAUsageError() {
    CommandRun run = CommandRun.of().expect(ExitCode.USAGE);

    assertTrue(run.err().contains("Commands:"), run.err());
    assertEquals("", run.out());
  }

  @Test
  void helpNamesEveryCommandAndTheExitCodes() {
    CommandRun run = CommandRun.of("--help").expect(ExitCode.FINE);

    for (String text :
        new String[] {
          "inspect",
          "verify",
          "salvage",
          "copy",
          "diff",
          "latest",
          "completion",
          "help",
          "Exit codes:",
          "0   All is well"
        }) {
      assertTrue(run.out().contains(text), () -> text + " is not in\n" + run.out());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"inspect", "verify", "salvage", "copy", "diff", "latest", "completion", "help"})
  void everyCommandHasHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help").expect(ExitCode.FINE);

    assertTrue(run.out().contains("Usage: ckpt4j " + command), run.out());
    assertTrue(
        command.equals("help") || run.out().contains("--json") && run.out().contains("--debug"),
        run.out());
  }

  @Test
  void helpOfACommandIsTheSameBothWays() {
    assertEquals(CommandRun.of("copy", "--help").out(), CommandRun.of("help", "copy").out());
  }

  @Test
  void versionNamesTheReleaseNotAPlaceholder() {
    CommandRun run = CommandRun.of("--version").expect(ExitCode.FINE);

    assertTrue(run.out().matches("(?s)ckpt4j \\d+\\.\\d+.*"), run.out());
  }

  @Test
  void aMistypedOptionIsAnsweredWithTheRightOneOnOneLine() {
    CommandRun run = CommandRun.of("inspect", "x", "--vales").expect(ExitCode.USAGE);

    assertTrue(run.err().contains("--values"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheRightOne() {
    CommandRun run = CommandRun.of("inspct", "x").expect(ExitCode.USAGE);

    assertTrue(run.err().contains("inspect"), run.err());
  }

  @Test
  void aMissingCheckpointIsAUsageErrorThatNamesWhatIsThere() throws IOException {
    Files.write(folder.resolve("model-7.index"), new byte[10]);

    CommandRun run = CommandRun.of("inspect", folder.resolve("model-8")).expect(ExitCode.USAGE);

    assertTrue(run.err().contains("model-8"), run.err());
    assertTrue(run.err().contains("model-7"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aNameThatBeginsWithAnAtSignIsAName() {
    CommandRun run = CommandRun.of("inspect", "@nowhere").expect(ExitCode.USAGE);

    assertTrue(run.err().contains("@nowhere"), run.err());
  }

  @Test
  void errorsComeAsJsonWhereJsonIsAsked() {
    CommandRun run =
        CommandRun.of("inspect", folder.resolve("none"), "--json").expect(ExitCode.USAGE);

    assertEquals("no such file", run.json().at("/error/type").textValue());
    assertTrue(run.json().at("/error/message").textValue().contains("none"));
    assertEquals("", run.err());
  }

  @Test
  void aStackTraceIsShownOnlyWithDebug() {
    Path missing = folder.resolve("none");

    assertFalse(CommandRun.of("inspect", missing).err().contains("\tat "));
    assertTrue(CommandRun.of("inspect", missing, "--debug").err().contains("\tat "));
  }

  @Test
  void coloursGoToTerminalsOnly() {
    Terminal terminal = new Terminal(true, true, true, 80);

    assertTrue(CommandRun.on(terminal, "--help").out().contains("\u001b["));
    assertFalse(CommandRun.of("--help").out().contains("\u001b["));
    assertFalse(
        CommandRun.on(new Terminal(true, true, false, 80), "--help").out().contains("\u001b["));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionIsAScriptThatItsShellCanParse(String shell) throws Exception {
    CommandRun run = CommandRun.of("completion", shell).expect(ExitCode.FINE);
    assertTrue(run.out().contains("--rename"), "options are completed");
    Path script = folder.resolve("completion");
    Files.writeString(script, run.out());

    Process parsed;
    try {
      parsed = new ProcessBuilder(shell, "-n", script.toString()).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("no " + shell + " on this machine");
      return;
    }
    assertTrue(parsed.waitFor(30, TimeUnit.SECONDS));
    assertEquals(
        0,
        parsed.exitValue(),
        new String(
            parsed.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void nothingOfNd4jIsOnTheClassPathOfThisModule() {
    for (String name :
        new String[] {"org.nd4j.linalg.factory.Nd4j", "org.bytedeco.javacpp.Loader"}) {
      try {
        Class.forName(name, false, getClass().getClassLoader());
        throw new AssertionError(name + " is on the command line's class path");
      } catch (ClassNotFoundException expected) {
        assertTrue(expected.getMessage().contains(name));
      }
    }
  }
}
