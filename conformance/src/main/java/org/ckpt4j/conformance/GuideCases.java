package org.ckpt4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Recorded sections of the guide: folders that hold an {@code expected.json} and what was written.
 */
final class GuideCases implements CaseSource {
  @Override
  public String layout() {
    return "guide";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> cases = new ArrayList<>();
    for (Path folder : folders(path)) {
      String name = folder.toAbsolutePath().normalize().getFileName().toString();
      if (selection.takesSection(name)) {
        GuideHead head = GuideHead.read(folder.resolve(GuideHead.FILE));
        if (selection.takesNeeds(head.needs())) {
          cases.add(new GuideCase(folder, name, head));
        }
      }
    }
    if (cases.isEmpty()) {
      throw new NoSuchCasesException(
          path
              + " holds no section of the guide that was asked for (folders with "
              + GuideHead.FILE
              + ")");
    }
    return cases;
  }

  private static List<Path> folders(Path path) throws IOException {
    if (Files.isRegularFile(path.resolve(GuideHead.FILE))) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve(GuideHead.FILE)))
          .sorted()
          .toList();
    }
  }
}
