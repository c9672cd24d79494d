package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.InterruptedSave.Outcome;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.FileActions;

/**
 * What saves that died left beside a prefix, and what becomes of it.
 *
 * <p>Only files that this library named are touched, and none that a living process is writing, as
 * far as its file system knows locks. If the prefix has a visible checkpoint, left-over files are
 * deleted. If not, the save that came so far as to hide the old checkpoint is completed, when its
 * index is finished and every value has the checksum the index says; else the old checkpoint is put
 * back.
 */
public final class InterruptedSaves {
  private static final Pattern LEFT_OVER =
      Pattern.compile("(\\.index|\\.data-\\d{5,}-of-\\d{5,})\\.(tempstate|replaced)(\\d+j)");

  private final FileActions files;
  private final Prefix prefix;
  private final Map<String, List<Path>> temporary = new TreeMap<>();
  private final Map<String, List<Path>> replaced = new TreeMap<>();

  private InterruptedSaves(FileActions files, Prefix prefix) throws IOException {
    this.files = files;
    this.prefix = prefix;
    for (Path file : files.list(prefix.folder(), prefix.name() + ".")) {
      String name = String.valueOf(file.getFileName());
      Matcher parts = LEFT_OVER.matcher(name.substring(prefix.name().length()));
      if (parts.matches()) {
        (parts.group(2).equals("tempstate") ? temporary : replaced)
            .computeIfAbsent(parts.group(3), id -> new ArrayList<>())
            .add(file);
      }
    }
  }

  /** Completes, restores or deletes what lies beside {@code prefix}. */
  public static Outcome settle(Prefix prefix) throws IOException {
    return settle(FileActions.SYSTEM, prefix);
  }

  static Outcome settle(FileActions files, Prefix prefix) throws IOException {
    return new InterruptedSaves(files, prefix).settle();
  }

  private Outcome settle() throws IOException {
    temporary.values().removeIf(left -> left.stream().anyMatch(files::isBeingWritten));
    if (temporary.isEmpty() && replaced.isEmpty()) {
      return Outcome.NOTHING_FOUND;
    }
    Outcome outcome = Outcome.CLEANED_UP;
    if (!files.exists(prefix.index())) {
      if (completeOne()) {
        outcome = Outcome.COMPLETED;
      } else if (restoreOne()) {
        outcome = Outcome.RESTORED;
      }
    }
    for (Map<String, List<Path>> left : List.of(temporary, replaced)) {
      left.values().forEach(group -> Publication.deleteAll(files, group));
    }
    return outcome;
  }

  private boolean completeOne() throws IOException {
    for (String id : List.copyOf(temporary.keySet())) {
      Path index = AtomicFile.temporary(prefix.index(), id);
      if (files.exists(index) && isSound(index, id)) {
        int shards = BundleIndex.read(index).header().numShards();
        Publication.publish(files, prefix, id, shards, true);
        return true;
      }
    }
    return false;
  }

  /** Whether the index is whole and all values it names are there and right. */
  private boolean isSound(Path index, String id) throws IOException {
    try {
      BundleIndex entries = BundleIndex.read(index);
      int shards = entries.header().numShards();
      try (BundleValues values =
          new BundleValues(
              shard -> {
                Path data = prefix.data(shard, shards);
                Path finished = AtomicFile.temporary(data, id);
                return files.exists(finished) ? finished : data;
              },
              entries,
              ReadOptions.defaults().withMapped(false))) {
        for (int place = 0; place < entries.size(); place++) {
          BundleEntry entry = entries.entry(place);
          if (!entry.isPartitioned()) {
            values.verify(place, entry);
          }
        }
      }
      return true;
    } catch (CorruptCheckpointException | java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  private boolean restoreOne() throws IOException {
    for (Map.Entry<String, List<Path>> group : replaced.entrySet()) {
      String end = Publication.REPLACED + group.getKey();
      List<Path> old = new ArrayList<>(group.getValue());
      if (!old.contains(Publication.replaced(prefix.index(), group.getKey()))) {
        continue;
      }
      // The index last: until then nothing is visible.
      old.remove(Publication.replaced(prefix.index(), group.getKey()));
      old.add(Publication.replaced(prefix.index(), group.getKey()));
      for (Path file : old) {
        String name = String.valueOf(file.getFileName());
        files.rename(file, file.resolveSibling(name.substring(0, name.length() - end.length())));
      }
      return true;
    }
    return false;
  }
}
