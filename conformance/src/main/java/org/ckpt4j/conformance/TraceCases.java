package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ckpt4j.conformance.trace.TraceInterpreter;
import org.ckpt4j.conformance.trace.TraceOutcome;

/** Recorded traces: {@code .jsonl} files, one program a line. */
final class TraceCases implements CaseSource {
  private static final String SUFFIX = ".jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String layout() {
    return "traces";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Path file : files(path)) {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
        lines.filter(line -> !line.isBlank()).forEach(line -> add(cases, line, selection));
      }
    }
    if (cases.isEmpty()) {
      throw new NoSuchCasesException(
          path + " holds no trace that was asked for (files named *" + SUFFIX + ")");
    }
    return cases;
  }

  private static void add(List<ConformanceCase> cases, String line, Selection selection) {
    try {
      JsonNode program = JSON.readTree(line);
      if (selection.takesNeeds(needs(program))) {
        cases.add(new TraceCase(program.get("id").textValue(), line));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      Path named = path.resolveSibling(path.getFileName() + SUFFIX); // the family's name alone
      return Files.isRegularFile(named) ? List.of(named) : List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> child.getFileName().toString().endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  /** What a program needs besides variables, scopes, Saver and Checkpoint. */
  private static Set<String> needs(JsonNode program) {
    Set<String> needs = new TreeSet<>();
    if (program.get("family").textValue().equals("keras")) {
      needs.add("keras");
    }
    collect(program.get("steps"), needs);
    return needs;
  }

  private static void collect(JsonNode steps, Set<String> needs) {
    for (JsonNode step : steps) {
      String kind = step.path("kind").asText();
      boolean kerasOptimizer =
          step.get("op").textValue().equals("optimizer") && !kind.startsWith("v1.");
      boolean kerasLayer = step.get("op").textValue().equals("shim") && kind.equals("layer");
      if (kerasOptimizer || kerasLayer) {
        needs.add("keras");
      }
      collect(step.path("body"), needs);
    }
  }

  /** One program. */
  private record TraceCase(String id, String line) implements ConformanceCase {
    @Override
    public void run(Checks checks) throws IOException {
      TraceOutcome outcome;
      try (Scratch scratch = Scratch.create()) {
        outcome = TraceInterpreter.run(JSON.readTree(line), scratch.folder());
      }
      if (!outcome.unsupported().isEmpty()) {
        throw new UnsupportedFeature(outcome.unsupported());
      }
      outcome.differences().forEach(checks::fail);
      for (int i = outcome.differences().size(); i < outcome.comparisons(); i++) {
        checks.holds("compared", true);
      }
    }
  }
}
