package org.ckpt4j.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of the report.
 *
 * @param work what is done
 * @param size on what
 * @param unit of all figures; more is better for {@code MB/s}, less for the others
 * @param ours ckpt4j's figure (median)
 * @param peers the others' figures, by name
 */
record BenchRow(String work, String size, String unit, double ours, Map<String, Double> peers) {
  static final String THROUGHPUT = "MB/s";

  BenchRow {
    peers = new LinkedHashMap<>(peers);
  }

  /** How many times as fast as {@code peer} ckpt4j is. */
  double ratio(String peer) {
    double theirs = peers.get(peer);
    return unit.equals(THROUGHPUT) ? ours / theirs : theirs / ours;
  }

  /** One line, for whoever waits: {@code save 64x16MiB: 3973.0 MB/s; tensorflow-native 1293.0}. */
  @Override
  public String toString() {
    StringBuilder out =
        new StringBuilder(String.format(Locale.ROOT, "%s %s: %.1f %s", work, size, ours, unit));
    peers.forEach(
        (name, figure) -> out.append(String.format(Locale.ROOT, "; %s %.1f", name, figure)));
    return out.toString();
  }
}
