package org.ckpt4j.checkpoint.bundle;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ckpt4j.tensor.TensorKey;

/** The keys that someone who asked for a missing one may have meant. */
public final class ClosestKeys {
  private static final int SHOWN = 3;

  /** Beyond this many keys, or longer ones, the search would take longer than it is worth. */
  private static final int MOST_KEYS = 20_000;

  private static final int MOST_LENGTH = 200;

  private ClosestKeys() {}

  /** Up to three keys, the closest first: those that take the fewest changes. */
  public static List<String> to(TensorKey wanted, List<TensorKey> keys) {
    String text = wanted.toString();
    if (keys.size() > MOST_KEYS || text.length() > MOST_LENGTH) {
      return List.of();
    }
    int limit = Math.max(2, text.length() / 2);
    return keys.stream()
        .map(TensorKey::toString)
        .filter(key -> Math.abs(key.length() - text.length()) <= limit)
        .map(key -> Map.entry(distance(text, key), key))
        .filter(entry -> entry.getKey() <= limit)
        .sorted(Comparator.comparing(Map.Entry<Integer, String>::getKey))
        .limit(SHOWN)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
