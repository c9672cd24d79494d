package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.FileActions;

/**
 * Makes a save visible whose files are finished under temporary names.
 *
 * <p>A bundle is visible as long as its {@code .index} has its name. The files of save {@code ID}
 * are written as {@code prefix.data-K-of-N.tempstateID} and, when all of these are finished, {@code
 * prefix.index.tempstateID}. Then, in this order:
 *
 * <pre>
 *   1. prefix.index              -> prefix.index.replacedID            old checkpoint invisible
 *   2. prefix.data-K-of-N        -> prefix.data-K-of-N.replacedID      for each K that is there
 *      prefix.data-K-of-N.tempstateID -> prefix.data-K-of-N
 *   3. prefix.index.tempstateID  -> prefix.index                       new checkpoint visible
 *   4. the replaced files are deleted
 * </pre>
 *
 * <p>Under a new prefix 1, the first half of 2, and 4 do nothing. After a crash before 1 the old
 * checkpoint is visible, after 3 the new one, in between none: never an index with data of another
 * save. What lies beside is completed, restored or cleaned up by {@link InterruptedSaves}. After a
 * failure that is not a crash the steps done are taken back, so the old checkpoint is visible
 * again.
 */
final class Publication {
  /** What is put between a file's name and the save's id when a new file takes its place. */
  static final String REPLACED = ".replaced";

  private static final System.Logger LOG = System.getLogger(Publication.class.getName());

  private final FileActions files;
  private final Deque<Path[]> done = new ArrayDeque<>();

  private Publication(FileActions files) {
    this.files = files;
  }

  static Path replaced(Path file, String id) {
    return file.resolveSibling(file.getFileName() + REPLACED + id);
  }

  /**
   * @param shards how many data files the save has; those without a temporary file are in place
   *     already
   */
  static void publish(FileActions files, Prefix prefix, String id, int shards, boolean fsync)
      throws IOException {
    Publication moves = new Publication(files);
    List<Path> old = new ArrayList<>();
    try {
      if (fsync) {
        files.forceFolder(prefix.folder());
      }
      moves.setAside(prefix.index(), id, old);
      for (int shard = 0; shard < shards; shard++) {
        Path data = prefix.data(shard, shards);
        Path finished = AtomicFile.temporary(data, id);
        if (files.exists(finished)) {
          moves.setAside(data, id, old);
          moves.move(finished, data);
        }
      }
      if (fsync) {
        files.forceFolder(prefix.folder());
      }
      moves.move(AtomicFile.temporary(prefix.index(), id), prefix.index());
    } catch (IOException | RuntimeException e) {
      moves.takeBack(e);
      throw e;
    }
    deleteAll(files, old);
    if (fsync) {
      files.forceFolder(prefix.folder());
    }
  }

  private void setAside(Path file, String id, List<Path> old) throws IOException {
    if (files.exists(file)) {
      Path aside = replaced(file, id);
      move(file, aside);
      old.add(aside);
    } else if (files.exists(replaced(file, id))) {
      // Set aside already, by the save that is being completed.
      old.add(replaced(file, id));
    }
  }

  private void move(Path from, Path to) throws IOException {
    files.rename(from, to);
    done.push(new Path[] {from, to});
  }

  private void takeBack(Throwable cause) {
    while (!done.isEmpty()) {
      Path[] step = done.pop();
      try {
        files.rename(step[1], step[0]);
      } catch (IOException | RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /** Deletes what can be deleted; what cannot, the next save of this prefix tries again. */
  static void deleteAll(FileActions files, List<Path> old) {
    for (Path file : old) {
      try {
        files.delete(file);
      } catch (IOException e) {
        // Left-over files hinder nobody; failing a save because of them would.
        LOG.log(Level.WARNING, "could not delete {0}: {1}", file, e.getMessage());
      }
    }
  }
}
