package org.ckpt4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ckpt4j.checkpoint.audit.Finding;
import picocli.CommandLine.Help.Ansi;

/** A finding as a line for people and as an object for programs. */
final class FindingText {
  private static final int MOST_SHOWN = 200;

  private FindingText() {}

  /** Prints the findings about one checkpoint; beyond a few hundred nobody reads on. */
  static void print(PrintWriter out, List<Finding> findings, Terminal terminal) {
    int shown = Math.min(findings.size(), MOST_SHOWN);
    for (Finding finding : findings.subList(0, shown)) {
      out.println(line(finding, terminal));
    }
    if (shown < findings.size()) {
      out.println(
          "    ... and "
              + HumanSize.count(findings.size() - shown, "more finding")
              + " (--json lists all)");
    }
  }

  private static String line(Finding finding, Terminal terminal) {
    Ansi ansi = terminal.colourOut() ? Ansi.ON : Ansi.OFF;
    String severity =
        switch (finding.severity()) {
          case ERROR -> ansi.string("@|red error|@  ");
          case WARNING -> ansi.string("@|yellow warning|@");
          case NOTE -> "note   ";
        };
    String place =
        Printable.text(finding.file()) + (finding.offset() < 0 ? "" : " @ " + finding.offset());
    String key = finding.key().map(k -> "\"" + Printable.brief(k) + "\": ").orElse("");
    return "    " + severity + "  " + place + ": " + key + Printable.text(finding.text());
  }

  static Map<String, Object> json(Finding finding) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    out.put("file", finding.file());
    if (finding.offset() >= 0) {
      out.put("offset", finding.offset());
    }
    finding.key().ifPresent(key -> out.put("key", key));
    out.put("text", finding.text());
    return out;
  }
}
