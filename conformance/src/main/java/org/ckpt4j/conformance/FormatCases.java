package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoint files TensorFlow wrote, each folder with an {@code expected.json} that says what is in
 * them: read with ckpt4j and compared, then written again from what was read and compared byte for
 * byte.
 */
final class FormatCases implements CaseSource {
  static final String EXPECTED = "expected.json";

  @Override
  public String layout() {
    return "format";
  }

  @Override
  public List<ConformanceCase> find(Path path, Selection selection)
      throws IOException, NoSuchCasesException {
    List<ConformanceCase> out = new ArrayList<>();
    for (Path folder : caseFolders(path)) {
      out.add(open(folder));
    }
    return out;
  }

  /**
   * The folders at {@code path} that hold an {@code expected.json}: itself, or those right below.
   */
  static List<Path> caseFolders(Path path) throws IOException, NoSuchCasesException {
    Path real = path.toAbsolutePath().normalize();
    if (Files.isRegularFile(real) && real.getFileName().toString().equals(EXPECTED)) {
      return List.of(real.getParent());
    }
    if (!Files.isDirectory(real)) {
      throw new NoSuchCasesException("%s is neither a folder nor an %s".formatted(path, EXPECTED));
    }
    if (Files.isRegularFile(real.resolve(EXPECTED))) {
      return List.of(real);
    }
    try (Stream<Path> children = Files.list(real)) {
      List<Path> found =
          children.filter(c -> Files.isRegularFile(c.resolve(EXPECTED))).sorted().toList();
      if (found.isEmpty()) {
        throw new NoSuchCasesException("no %s in %s or its folders".formatted(EXPECTED, path));
      }
      return found;
    }
  }

  private static ConformanceCase open(Path folder) throws IOException, NoSuchCasesException {
    JsonNode expected = Recording.read(folder.resolve(EXPECTED));
    String format = expected.path("format").asText();
    return switch (format) {
      case "V2" -> new BundleCase(folder, expected);
      case "V1" -> new TableCase(folder, expected);
      case "state" -> new StateCase(folder, expected);
      default ->
          throw new NoSuchCasesException(
              "%s records no checkpoint format: \"format\" is \"%s\", expected V2, V1 or state"
                  .formatted(folder.resolve(EXPECTED), format));
    };
  }
}
