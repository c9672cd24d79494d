package org.ckpt4j.conformance.rows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ckpt4j.cli.ExitCode;
import picocli.CommandLine;

/** What the build runs after the tests: is {@code docs/conformance.md} what they say? */
public final class RowsCheck {
  private RowsCheck() {}

  /**
   * Arguments: the source tree, the folder of the recorded data, the report within the tree, and
   * {@code check} or {@code write}.
   *
   * @throws IllegalStateException if the report is not current, or a test carries an unknown id
   */
  public static void main(String[] args) {
    Path root = Path.of(args[0]);
    if (!Files.isDirectory(Path.of(args[1]))) {
      // Tests that need the recorded data did not run, so the figures are not those of the report.
      System.out.println("left out: whether " + args[2] + " is current, for want of recorded data");
      return;
    }
    int code =
        new CommandLine(new RowsCommand())
            .execute("--root", root.toString(), "--" + args[3], root.resolve(args[2]).toString());
    if (code != ExitCode.FINE) {
      throw new IllegalStateException(args[2] + " is not current, or a test carries an unknown id");
    }
  }
}
