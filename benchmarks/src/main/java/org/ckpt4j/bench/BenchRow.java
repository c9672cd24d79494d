package org.ckpt4j.bench;

import java.util.LinkedHashMap;
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
}
