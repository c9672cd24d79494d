package org.ckpt4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ckpt4j.checkpoint.plan.KeyMapping;

/** A mapping of keys, as a table to look at or as JSON. */
final class MappingText {
  private final StandardOptions options;

  MappingText(StandardOptions options) {
    this.options = options;
  }

  /**
   * @param all also pairs whose keys are the same
   */
  void print(KeyMapping mapping, boolean all) {
    Columns table = new Columns("FROM", "TO", "WHY");
    for (KeyMapping.Pair pair : mapping.pairs()) {
      if (all || !pair.source().equals(pair.target())) {
        table.row(
            Printable.brief(pair.source()),
            Printable.brief(pair.target()),
            pair.isGuess() ? "guess: similar name" : words(pair.why()));
      }
    }
    if (!table.isEmpty()) {
      table.print(options.out(), options.terminal());
    }
  }

  private static String words(KeyMapping.Why why) {
    return why.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static List<Object> json(KeyMapping mapping) {
    List<Object> out = new ArrayList<>();
    for (KeyMapping.Pair pair : mapping.pairs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("from", pair.source());
      one.put("to", pair.target());
      one.put("why", pair.why().name());
      out.add(one);
    }
    return out;
  }
}
