package org.ckpt4j.guide;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ckpt4j.guide.FileVerdict.Kind;

/** What TensorFlow wrote in each section of variant 0, and how a folder compares with it. */
final class FileVerdicts {
  private static final String TABLE = "tensorflow-files.tsv";

  private record Wanted(long bytes, String sha256) {}

  private final Map<String, Map<String, Wanted>> sections = new LinkedHashMap<>();

  FileVerdicts() throws IOException {
    try (InputStream in = FileVerdicts.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IOException(TABLE + " is missing from this jar; build it again");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] field = line.split("\t", -1);
          sections
              .computeIfAbsent(field[0], section -> new TreeMap<>())
              .put(field[1], new Wanted(Long.parseLong(field[2]), field[3]));
        }
      }
    }
  }

  /**
   * A verdict a file, sorted by path; variants other than 0 have nothing to compare with. What the
   * program leaves out of its section is not missing.
   */
  List<FileVerdict> of(GuideSection section, int variant, Path folder) throws IOException {
    Map<String, Wanted> missing =
        variant == 0 ? new TreeMap<>(sections.getOrDefault(section.folder(), Map.of())) : Map.of();
    Map<String, FileVerdict> verdicts = new TreeMap<>();
    for (Path file : files(folder)) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      Wanted wanted = missing.get(path);
      byte[] bytes = Files.readAllBytes(file);
      Kind kind =
          variant != 0
              ? Kind.UNKNOWN
              : wanted == null
                  ? Kind.UNEXPECTED
                  : path.endsWith(".meta")
                      ? Kind.GRAPH
                      : PlainValue.sha256(bytes).equals(wanted.sha256())
                          ? Kind.SAME
                          : Kind.DIFFERENT;
      verdicts.put(path, new FileVerdict(path, kind, bytes.length));
    }
    if (!section.without().isEmpty()) {
      return new ArrayList<>(verdicts.values());
    }
    missing.forEach(
        (path, wanted) ->
            verdicts.putIfAbsent(path, new FileVerdict(path, Kind.MISSING, wanted.bytes())));
    return new ArrayList<>(verdicts.values());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
