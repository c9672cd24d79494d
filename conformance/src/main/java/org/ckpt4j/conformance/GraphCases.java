package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recorded graphs: folders with a {@code case.json}. */
final class GraphCases implements CaseSource {
  @Override
  public String layout() {
    return "graphs";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Path folder : folders(path)) {
      String name = folder.toAbsolutePath().normalize().getFileName().toString();
      cases.add(new GraphCase(name, folder, selection.python()));
    }
    if (cases.isEmpty()) {
      throw new NoSuchCasesException(
          path + " holds no recorded graph (folders with " + GraphCase.FILE + ")");
    }
    return cases;
  }

  private static List<Path> folders(Path path) throws IOException {
    if (Files.isRegularFile(path.resolve(GraphCase.FILE))) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve(GraphCase.FILE)))
          .sorted()
          .toList();
    }
  }
}
