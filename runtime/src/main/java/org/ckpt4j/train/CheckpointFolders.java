package org.ckpt4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.ops.io.CheckpointErrors;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.train.saveops.CodePoints;
import org.jspecify.annotations.Nullable;

/**
 * What programs ask of checkpoints and their folders by path. Errors are those TensorFlow raises.
 *
 * <p>Counterpart: the functions of {@code tf.train} and {@code tf.compat.v1.train}.
 */
public final class CheckpointFolders {
  private CheckpointFolders() {}

  private interface FileWork<T> {
    T run() throws IOException;
  }

  private static <T> T io(FileWork<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  private static CheckpointDirectory directory(String folder) {
    return CheckpointDirectory.at(folder, Contexts.environment().files());
  }

  /**
   * The newest checkpoint's prefix, or null if there is no state file or the files are not there.
   */
  public static @Nullable String latestCheckpoint(String folder, String stateFile) {
    return io(() -> directory(folder).latestCheckpoint(stateFile).orElse(null));
  }

  /**
   * What the state file says, paths joined to the folder; null if there is none that parses.
   *
   * @throws IllegalArgumentException if it names no checkpoint
   */
  public static @Nullable CheckpointState getCheckpointState(String folder, String stateFile) {
    return io(() -> directory(folder).getCheckpointState(stateFile).orElse(null));
  }

  /**
   * Writes the state file.
   *
   * @throws IllegalArgumentException if there are not as many times as paths
   * @throws IllegalStateException if the checkpoint has the state file's own name
   */
  public static void updateCheckpointState(String folder, CheckpointState state, String stateFile) {
    CheckpointFiles.deprecated(
        "update_checkpoint_state",
        CheckpointFiles.MANAGEMENT,
        "CheckpointManager keeps the state file");
    io(
        () -> {
          directory(folder).updateCheckpointState(state, stateFile, false);
          return true;
        });
  }

  /**
   * Opens a checkpoint, or the newest of a folder.
   *
   * @throws IllegalArgumentException if the folder names none
   * @throws TypeError for null
   * @throws org.ckpt4j.errors.NotFoundError if it is not there
   */
  public static CheckpointReader loadCheckpoint(@Nullable String prefixOrFolder) {
    if (prefixOrFolder == null) {
      throw new TypeError(
          "null is no checkpoint; a saver without variables saves none, and latestCheckpoint may find none");
    }
    String prefix = prefix(prefixOrFolder);
    return io(
        () ->
            CheckpointReader.open(prefix, Contexts.environment().files(), ReadOptions.defaults()));
  }

  /** The prefix itself, or that of the newest checkpoint of a folder. */
  static String prefix(String prefixOrFolder) {
    if (prefixOrFolder.isEmpty()
        || !Files.isDirectory(Contexts.environment().files().resolve(prefixOrFolder))) {
      return prefixOrFolder;
    }
    String newest = latestCheckpoint(prefixOrFolder, CheckpointDirectory.STATE_FILE);
    if (newest == null) {
      throw new IllegalArgumentException(
          "the folder %s names no checkpoint whose files are there".formatted(prefixOrFolder));
    }
    return newest;
  }

  /** Names and shapes, sorted by name. */
  public static Map<String, Shape> listVariables(@Nullable String prefixOrFolder) {
    return io(
        () -> {
          try (CheckpointReader reader = loadCheckpoint(prefixOrFolder)) {
            return sorted(reader.getVariableToShapeMap());
          }
        });
  }

  private static Map<String, Shape> sorted(Map<String, Shape> shapes) {
    Map<String, Shape> sorted = new TreeMap<>(CodePoints.ORDER);
    sorted.putAll(shapes);
    return sorted;
  }

  /**
   * @param name with or without {@code :0}
   * @throws org.ckpt4j.errors.NotFoundError if there is none
   */
  public static RawTensor loadVariable(@Nullable String prefixOrFolder, String name) {
    return io(
        () -> {
          try (CheckpointReader reader = loadCheckpoint(prefixOrFolder)) {
            return reader.getTensor(
                TensorKey.of(name.endsWith(":0") ? name.substring(0, name.length() - 2) : name));
          }
        });
  }

  public static boolean checkpointExists(String prefix) {
    CheckpointFiles.deprecated(
        "checkpoint_exists", CheckpointFiles.MANAGEMENT, "look for the files");
    return CheckpointFiles.exists(prefix);
  }

  /** Deletes a checkpoint's files; what is not there is no error. */
  public static void removeCheckpoint(
      String prefix, CheckpointFormat format, String metaGraphSuffix) {
    CheckpointFiles.deprecated("remove_checkpoint", CheckpointFiles.MANAGEMENT, "delete the files");
    CheckpointFiles.remove(prefix, format, metaGraphSuffix);
  }

  /** When those checkpoints that are there were written, in seconds since 1970. */
  public static List<Double> getCheckpointMtimes(List<String> prefixes) {
    CheckpointFiles.deprecated(
        "get_checkpoint_mtimes", CheckpointFiles.MANAGEMENT, "look at the files");
    return prefixes.stream()
        .map(CheckpointFiles::modificationTime)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }
}
