package org.ckpt4j.guide;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A section that ran.
 *
 * @param failure what ended the program early; null if it ran to its end
 */
record SectionReport(
    GuideSection section,
    List<String> output,
    List<FileVerdict> files,
    @Nullable Throwable failure,
    double seconds) {

  static SectionReport of(GuideSection section, int variant, Path folder, FileVerdicts verdicts)
      throws IOException {
    long start = System.nanoTime();
    List<String> output = List.of();
    Throwable failure = null;
    try {
      output = GuideRun.run(section.program(), Parameters.ofVariant(variant), folder).output();
    } catch (IOException | RuntimeException | AssertionError e) {
      failure = e;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    List<FileVerdict> files = verdicts.of(section, variant, folder);
    return new SectionReport(section, output, files, failure, seconds);
  }

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("section", section.folder());
    json.put("heading", section.heading());
    json.put("program", section.source().getName());
    json.put("without", List.copyOf(section.without()));
    json.put("output", output);
    json.put(
        "files",
        files.stream()
            .map(
                file ->
                    Map.of(
                        "path", file.path(), "bytes", file.bytes(), "verdict", file.kind().json()))
            .toList());
    json.put("failure", failure == null ? null : failure.toString());
    json.put("seconds", seconds);
    return json;
  }
}
