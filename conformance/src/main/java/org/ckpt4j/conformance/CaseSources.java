package org.ckpt4j.conformance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The layouts of recorded behaviour this build can run. */
final class CaseSources {
  private static final Map<String, Supplier<CaseSource>> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put("format", FormatCases::new);
    SOURCES.put("bad", BadCases::new);
    SOURCES.put("guide", GuideCases::new);
    SOURCES.put("traces", TraceCases::new);
    SOURCES.put("graphs", GraphCases::new);
    SOURCES.put("ops", OpCases::new);
  }

  private CaseSources() {}

  static Iterable<String> layouts() {
    return SOURCES.keySet();
  }

  /**
   * @throws IllegalArgumentException if there is no such layout
   */
  static CaseSource open(String layout) {
    Supplier<CaseSource> source = SOURCES.get(layout);
    if (source == null) {
      throw new IllegalArgumentException(
          "no layout \"%s\"; there are %s".formatted(layout, String.join(", ", layouts())));
    }
    return source.get();
  }
}
