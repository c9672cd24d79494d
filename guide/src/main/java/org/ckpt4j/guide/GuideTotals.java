package org.ckpt4j.guide;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ckpt4j.guide.FileVerdict.Kind;

/** What all sections together came to. */
final class GuideTotals {
  private final Map<Kind, Integer> files = new EnumMap<>(Kind.class);
  private int sections;
  private int failed;

  void add(SectionReport report) {
    sections++;
    if (report.failure() != null) {
      failed++;
    }
    report.files().forEach(file -> files.merge(file.kind(), 1, Integer::sum));
  }

  int sections() {
    return sections;
  }

  int failed() {
    return failed;
  }

  int files(Kind kind) {
    return files.getOrDefault(kind, 0);
  }

  int files() {
    return files.values().stream().mapToInt(Integer::intValue).sum();
  }

  int bad() {
    return files.entrySet().stream()
        .filter(entry -> entry.getKey().isBad())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  boolean isFine() {
    return failed == 0 && bad() == 0;
  }

  Map<String, Integer> json() {
    Map<String, Integer> json = new LinkedHashMap<>();
    json.put("failed_sections", failed);
    for (Kind kind : Kind.values()) {
      json.put("files_" + kind.json(), files(kind));
    }
    return json;
  }
}
