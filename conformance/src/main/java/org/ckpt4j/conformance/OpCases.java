package org.ckpt4j.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ckpt4j.conformance.ops.LackingFeature;
import org.ckpt4j.conformance.ops.OpCase;

/** Recorded operations: {@code .jsonl} files, one case a line. */
final class OpCases implements CaseSource {
  private static final String SUFFIX = ".jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String layout() {
    return "ops";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Path file : files(path)) {
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        if (!line.isBlank()) {
          OpCase one = new OpCase(file.getFileName() + ":" + number, parse(line));
          if (selection.takesOp(one.op())) {
            cases.add(new Recorded(one));
          }
        }
      }
    }
    if (cases.isEmpty()) {
      throw new NoSuchCasesException(
          path + " holds no recorded op that was asked for (files named *" + SUFFIX + ")");
    }
    return cases;
  }

  /** A line that is not JSON is a case all the same: one that fails. */
  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> child.getFileName().toString().endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  /** The op type, which stands before the last dash of an id. */
  @Override
  public String group(String id) {
    String[] parts = id.split("-", -1);
    return parts.length < 3 ? "" : parts[parts.length - 2];
  }

  /** One line. */
  private record Recorded(OpCase one) implements ConformanceCase {
    @Override
    public String id() {
      return one.id();
    }

    @Override
    public void run(Checks checks) {
      try {
        one.run(checks);
      } catch (LackingFeature e) {
        throw new UnsupportedFeature(String.valueOf(e.getMessage()));
      }
    }
  }
}
