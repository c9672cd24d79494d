package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.bundle.Prefix;

/**
 * The files of one V1 checkpoint: a table, or the shards of a pattern.
 *
 * @param all those that are there
 * @param missing those that the pattern's number of shards calls for and that are not
 */
record TableFiles(List<Path> all, List<Path> missing) {
  private static final Pattern PATTERN = Pattern.compile("(.*)-\\?{5}-of-(\\d{5,9})");
  private static final int MOST_SHARDS = 100_000;

  /** Whether a checkpoint of this name would be V1: no index under it, but a file, or a pattern. */
  static boolean isTables(Path checkpoint) {
    return !Files.exists(Prefix.of(checkpoint).index())
        && (Files.isRegularFile(checkpoint) || PATTERN.matcher(name(checkpoint)).matches());
  }

  private static String name(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  static TableFiles of(Path checkpoint) throws IOException {
    if (Files.isRegularFile(checkpoint)) {
      return new TableFiles(List.of(checkpoint), List.of());
    }
    List<Path> all = new ArrayList<>();
    List<Path> missing = new ArrayList<>();
    Matcher pattern = PATTERN.matcher(name(checkpoint));
    if (pattern.matches()) {
      int shards = Math.min(Integer.parseInt(pattern.group(2)), MOST_SHARDS);
      for (int shard = 0; shard < shards; shard++) {
        Path file =
            checkpoint.resolveSibling(
                "%s-%05d-of-%s".formatted(pattern.group(1), shard, pattern.group(2)));
        (Files.isRegularFile(file) ? all : missing).add(file);
      }
    }
    return new TableFiles(all, missing);
  }
}
