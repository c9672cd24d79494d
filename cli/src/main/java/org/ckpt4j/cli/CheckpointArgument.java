package org.ckpt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.audit.FolderContents;

/**
 * Finds the checkpoint that a user means: by prefix, index file, data file, V1 file or shard,
 * folder with a state file, folder with one checkpoint, or SavedModel.
 */
final class CheckpointArgument {
  private static final String STATE_FILE = CheckpointDirectory.STATE_FILE;

  private CheckpointArgument() {}

  /**
   * The prefix (V2), file or shard pattern (V1).
   *
   * @throws NoSuchFileException with what lies nearby, if nothing fits
   */
  static Path resolve(String text) throws IOException {
    Path path = Path.of(text);
    // A trailing slash belongs to the prefix "folder/", whose index is "folder/.index".
    if (isFile(Path.of(text + ".index"))) {
      return text.endsWith("/") ? path.resolve("") : path;
    }
    if (isFile(path)) {
      return ofFile(path);
    }
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    if (!shards(path).isEmpty()) {
      return path;
    }
    Optional<Path> pattern = patternOf(path);
    if (pattern.isPresent()) {
      return pattern.get();
    }
    throw missing(path);
  }

  /** The V1 shards {@code name-00000-of-00002 …}, meant by {@code name}. */
  private static Optional<Path> patternOf(Path path) throws IOException {
    Path folder = folderOf(path);
    if (path.getFileName() == null || !Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> patterns =
        FolderContents.of(folder).tables().stream()
            .filter(
                table ->
                    table.getFileName().toString().startsWith(path.getFileName() + "-?????-of-"))
            .toList();
    return patterns.size() == 1 ? Optional.of(patterns.get(0)) : Optional.empty();
  }

  /**
   * As {@link #resolve}, but a checkpoint of which only data or temporary files are left will do.
   */
  static Path resolveDamaged(String text) throws IOException {
    try {
      return resolve(text);
    } catch (NoSuchFileException e) {
      Path path = Path.of(text);
      String name = path.getFileName() == null ? "" : path.getFileName().toString();
      Path prefix = path.resolveSibling(FolderContents.findBundlePrefix(name).orElse(name));
      Path folder = folderOf(prefix);
      if (Files.isDirectory(folder)) {
        FolderContents contents = FolderContents.of(folder);
        if (contents.bundles().contains(prefix) || contents.hasTemporaryOf(prefix)) {
          return prefix;
        }
      }
      throw e;
    }
  }

  /** Whether the folder is a SavedModel, whose checkpoint lies one folder below. */
  static boolean isSavedModel(Path folder) {
    return isFile(folder.resolve("variables").resolve("variables.index"));
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path);
  }

  private static Path ofFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.equals(STATE_FILE) && !FolderContents.isTable(file)) {
      return ofFolder(folderOf(file));
    }
    Optional<String> bundle = FolderContents.findBundlePrefix(name);
    if (bundle.isPresent()) {
      Path prefix = file.resolveSibling(bundle.get());
      if (!isFile(file.resolveSibling(bundle.get() + ".index"))) {
        throw new NoSuchFileException(
            prefix + ".index", null, "index missing; without it the data files have no names");
      }
      return prefix;
    }
    if (name.endsWith(".meta")) {
      Path prefix = file.resolveSibling(name.substring(0, name.length() - ".meta".length()));
      return resolve(prefix.toString());
    }
    if (name.equals("saved_model.pb")) {
      return ofFolder(folderOf(file));
    }
    Path pattern = file.resolveSibling(FolderContents.tablePattern(name));
    return FolderContents.isTable(file) ? pattern : file;
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  private static Path ofFolder(Path folder) throws IOException {
    if (isSavedModel(folder)) {
      return folder.resolve("variables").resolve("variables");
    }
    if (isFile(folder.resolve(STATE_FILE))) {
      Optional<String> latest =
          CheckpointDirectory.at(folder.toString())
              .withListener(new StateFileReasons())
              .latestCheckpoint(STATE_FILE);
      if (latest.isPresent()) {
        return Path.of(latest.get());
      }
    }
    List<Path> all = FolderContents.of(folder).checkpoints();
    if (all.size() == 1) {
      return all.get(0);
    }
    throw new NoSuchFileException(
        folder.toString(),
        null,
        all.isEmpty()
            ? "no checkpoint in this folder"
            : "%d checkpoints and no state file that names one of them; give one: %s"
                .formatted(all.size(), names(all)));
  }

  private static String names(List<Path> paths) {
    List<String> names = new ArrayList<>();
    for (Path path : paths.subList(0, Math.min(5, paths.size()))) {
      names.add(path.toString());
    }
    if (paths.size() > 5) {
      names.add("...");
    }
    return String.join(", ", names);
  }

  /** The files of a V1 pattern that are there. */
  private static List<Path> shards(Path pattern) throws IOException {
    String name = pattern.getFileName() == null ? "" : pattern.getFileName().toString();
    Path folder = folderOf(pattern);
    if (!name.contains("-?????-of-") || !Files.isDirectory(folder)) {
      return List.of();
    }
    return FolderContents.of(folder).tables().stream()
        .filter(table -> table.getFileName().toString().equals(name))
        .toList();
  }

  private static NoSuchFileException missing(Path path) throws IOException {
    Path folder = folderOf(path);
    if (!Files.isDirectory(folder)) {
      return new NoSuchFileException(path.toString(), null, "no checkpoint: no folder " + folder);
    }
    FolderContents contents = FolderContents.of(folder);
    for (Path bundle : contents.bundles()) {
      if (bundle.getFileName().equals(path.getFileName())) {
        return new NoSuchFileException(
            path.toString(), null, "data files but no .index (interrupted save?)");
      }
    }
    List<Path> all = contents.checkpoints();
    return new NoSuchFileException(
        path.toString(),
        null,
        all.isEmpty()
            ? "no checkpoint, and none in its folder"
            : "no checkpoint; its folder has " + names(all));
  }
}
