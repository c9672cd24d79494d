package org.ckpt4j.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.errors.OpError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;

/** The checkpoints a {@code Saver} has written and not deleted yet, oldest first. */
final class KeptCheckpoints {
  private static final double SECONDS_PER_HOUR = 3600;

  private final int maxToKeep;
  private final double keepEveryHours;
  private final List<Kept> kept = new ArrayList<>();
  private final Deque<Kept> tooMany = new ArrayDeque<>();
  private double nextKeepTime;

  /**
   * @param seconds when it was written; infinite if unknown
   */
  record Kept(String prefix, double seconds) {}

  KeptCheckpoints(int maxToKeep, double keepEveryHours) {
    this.maxToKeep = maxToKeep;
    this.keepEveryHours = keepEveryHours;
    this.nextKeepTime = now() + keepEveryHours * SECONDS_PER_HOUR;
  }

  static double now() {
    var instant = Contexts.environment().clock().instant();
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }

  List<String> prefixes() {
    return kept.stream().map(Kept::prefix).toList();
  }

  void set(List<Kept> checkpoints) {
    kept.clear();
    kept.addAll(checkpoints);
  }

  void record(String prefix) {
    if (maxToKeep == 0) {
      return;
    }
    // TF removes while it iterates, which skips the entry after a removed one.
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).prefix().equals(prefix)) {
        kept.remove(i);
      }
    }
    kept.add(new Kept(prefix, now()));
    if (kept.size() > maxToKeep) {
      tooMany.add(kept.remove(0));
    }
  }

  /** Deletes one checkpoint that is too many, unless it is the one to keep of its hours. */
  void deleteOld(CheckpointFormat format, String metaGraphSuffix) {
    Kept oldest = tooMany.poll();
    if (oldest == null) {
      return;
    }
    if (oldest.seconds() > nextKeepTime) {
      nextKeepTime += keepEveryHours * SECONDS_PER_HOUR;
      return;
    }
    CheckpointFiles.deprecated(
        "remove_checkpoint", CheckpointFiles.MANAGEMENT, "a Saver that keeps few calls it");
    try {
      CheckpointFiles.remove(oldest.prefix(), format, metaGraphSuffix);
    } catch (OpError e) {
      // The new checkpoint is safe; that an old one stays must not make its save fail.
      Contexts.emit(
          new Diagnostic(
              Diagnostic.Level.WARNING,
              "checkpoint_not_deleted",
              Map.of("path", oldest.prefix()),
              "%s could not be deleted: %s".formatted(oldest.prefix(), e.getMessage())));
    }
  }
}
