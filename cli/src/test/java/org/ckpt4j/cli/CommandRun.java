package org.ckpt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/** One run of the command line in this process. */
record CommandRun(int code, String out, String err) {
  static CommandRun of(Object... args) {
    return on(Terminal.none(), args);
  }

  static CommandRun on(Terminal terminal, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            terminal,
            Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    return new CommandRun(
        code, out.toString().replace("\r\n", "\n"), err.toString().replace("\r\n", "\n"));
  }

  /** Fails unless the exit code is this one. */
  CommandRun expect(int expected) {
    assertEquals(expected, code, () -> "exit code; output:\n" + out + err);
    return this;
  }

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(out, e);
    }
  }

  /** The output with the folder's path written as {@code DIR}, for comparison. */
  String outWithout(Path folder) {
    return out.replace(folder.toString(), "DIR");
  }
}
