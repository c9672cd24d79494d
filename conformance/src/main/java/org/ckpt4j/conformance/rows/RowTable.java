package org.ckpt4j.conformance.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of the peer's tests: id, area, relevance. Also reads tab-separated files for its
 * package.
 */
record RowTable(Map<String, Row> rows) {
  /** One upstream test. */
  record Row(String id, String area, Relevance relevance) {}

  /** How central a behaviour is. */
  enum Relevance {
    CORE,
    USEFUL
  }

  /**
   * Columns {@code id}, {@code area}, {@code relevance}, others are passed over; one header line.
   */
  static RowTable read(Path file) throws IOException {
    List<List<String>> lines = lines(file);
    List<String> header = lines.get(0);
    int id = column(file, header, "id");
    int area = column(file, header, "area");
    int relevance = column(file, header, "relevance");
    Map<String, Row> rows = new LinkedHashMap<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Row row =
          new Row(
              line.get(id),
              line.get(area),
              Relevance.valueOf(line.get(relevance).toUpperCase(java.util.Locale.ROOT)));
      if (rows.put(row.id(), row) != null) {
        throw new IOException("%s has row %s twice".formatted(file, row.id()));
      }
    }
    return new RowTable(rows);
  }

  /**
   * The cells of a tab-separated file; empty lines and those that begin with {@code #} are left
   * out.
   */
  static List<List<String>> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> List.of(line.split("\t", -1)))
        .toList();
  }

  private static int column(Path file, List<String> header, String name) throws IOException {
    int at = header.indexOf(name);
    if (at < 0) {
      throw new IOException("%s has no column \"%s\"".formatted(file, name));
    }
    return at;
  }
}
