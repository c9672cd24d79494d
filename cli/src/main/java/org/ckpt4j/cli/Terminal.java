package org.ckpt4j.cli;

import java.io.Console;
import java.util.Map;

/**
 * Whether a person looks at the output, and in colour.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param colour whether escape sequences for colours may be sent to a terminal
 * @param columns the terminal's width
 */
public record Terminal(boolean out, boolean err, boolean colour, int columns) {
  /**
   * The launcher knows best which streams are terminals ({@code out}, {@code err}, {@code out,err},
   * or empty): Java before 22 only tells about input and output together.
   */
  static final String PROPERTY = "ckpt4j.tty";

  private static final int DEFAULT_COLUMNS = 80;

  /** No terminal: plain text, no progress. */
  public static Terminal none() {
    return new Terminal(false, false, false, DEFAULT_COLUMNS);
  }

  static Terminal detect(Map<String, String> environment) {
    String told = System.getProperty(PROPERTY);
    boolean out;
    boolean err;
    if (told != null) {
      out = told.contains("out");
      err = told.contains("err");
    } else {
      out = consoleIsTerminal();
      err = out;
    }
    // https://no-color.org: any value but the empty one switches colours off.
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(out, err, colour, columns(environment.get("COLUMNS")));
  }

  private static int columns(String text) {
    try {
      return text == null ? DEFAULT_COLUMNS : Math.max(20, Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  private static boolean consoleIsTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there is always a console, which knows whether it is a terminal.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  boolean colourOut() {
    return out && colour;
  }

  boolean colourErr() {
    return err && colour;
  }
}
