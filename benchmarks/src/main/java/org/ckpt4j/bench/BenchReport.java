package org.ckpt4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rows of a run as a table for people and as JSON for programs. */
final class BenchReport {
  private BenchReport() {}

  static void print(PrintWriter out, List<BenchRow> rows) {
    Set<String> peers = new LinkedHashSet<>();
    rows.forEach(row -> peers.addAll(row.peers().keySet()));
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("work", "on", "unit", "ckpt4j"));
    peers.forEach(peer -> head.addAll(List.of(peer, "ratio")));
    lines.add(head);
    for (BenchRow row : rows) {
      List<String> line =
          new ArrayList<>(List.of(row.work(), row.size(), row.unit(), number(row.ours())));
      for (String peer : peers) {
        if (row.peers().containsKey(peer)) {
          line.add(number(row.peers().get(peer)));
          line.add(String.format(Locale.ROOT, "%.2fx", row.ratio(peer)));
        } else {
          line.addAll(List.of("-", "-"));
        }
      }
      lines.add(line);
    }
    int[] widths = new int[head.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String format = i < 3 ? "%-" + widths[i] + "s  " : "%" + widths[i] + "s  ";
        text.append(String.format(Locale.ROOT, format, line.get(i)));
      }
      out.println(text.toString().stripTrailing());
    }
    out.println();
    out.println("Medians. A ratio above 1 means that ckpt4j is so many times as fast.");
  }

  static void write(Path file, List<BenchRow> rows, Map<String, String> circumstances)
      throws IOException {
    Map<String, Object> document = new LinkedHashMap<>(circumstances);
    List<Object> list = new ArrayList<>();
    for (BenchRow row : rows) {
      Map<String, Object> ratios = new LinkedHashMap<>();
      row.peers().keySet().forEach(peer -> ratios.put(peer, row.ratio(peer)));
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("work", row.work());
      item.put("size", row.size());
      item.put("ours", row.ours());
      item.put("peers", row.peers());
      item.put("unit", row.unit());
      item.put("ratio", ratios);
      list.add(item);
    }
    document.put("rows", list);
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }
}
