package org.ckpt4j.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.ops.io.CheckpointErrors;

/**
 * The files of a checkpoint, by its prefix: whether they are there, since when, and their end.
 *
 * <p>In TensorFlow a prefix is a pattern for file names; here it is taken as it stands, except for
 * the {@code -?????-of-00002} of a sharded V1 checkpoint. So a star in a path neither finds nor
 * deletes other files.
 */
public final class CheckpointFiles {
  /** The Python module whose functions are deprecated. */
  static final String MANAGEMENT = "tensorflow.python.checkpoint.checkpoint_management";

  private static final Pattern V1_SHARDS = Pattern.compile("(.*)-\\?{5}-of-(\\d{5}|\\?{5})");
  private static final Pattern SHARD_SUFFIX = Pattern.compile("-[\\d?]+-of-\\d+$");

  private CheckpointFiles() {}

  /** Whether there is a checkpoint of this prefix, of either format. */
  public static boolean exists(String prefix) {
    return !named(prefix + ".index").isEmpty() || !named(prefix).isEmpty();
  }

  /** When the checkpoint was written, in seconds since 1970; empty if it is not there. */
  public static OptionalDouble modificationTime(String prefix) {
    List<Path> files = named(prefix + ".index");
    if (files.isEmpty()) {
      files = named(prefix);
    }
    try {
      if (files.isEmpty()) {
        return OptionalDouble.empty();
      }
      var time = Files.getLastModifiedTime(files.get(0)).toInstant();
      return OptionalDouble.of(time.getEpochSecond() + time.getNano() / 1e9);
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /** Deletes the checkpoint's files, and its meta graph; what is not there is no error. */
  public static void remove(String prefix, CheckpointFormat format, String metaGraphSuffix) {
    List<Path> files = new ArrayList<>(named(metaGraph(prefix, metaGraphSuffix)));
    switch (format) {
      case V1 -> files.addAll(named(prefix));
      case V2 -> files.addAll(bundle(prefix));
    }
    delete(files);
  }

  /** Deletes the index and the data files of a V2 checkpoint, nothing else. */
  static void removeBundle(String prefix) {
    delete(bundle(prefix));
  }

  private static List<Path> bundle(String prefix) {
    List<Path> files = new ArrayList<>(named(prefix + ".index"));
    int slash = prefix.lastIndexOf('/');
    Pattern data =
        Pattern.compile(Pattern.quote(prefix.substring(slash + 1)) + "\\.data-.{5}-of-.{5}");
    files.addAll(matching(prefix.substring(0, slash + 1), data));
    return files;
  }

  private static void delete(List<Path> files) {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
  }

  /** {@code model-3.meta}; a shard suffix is left out. */
  static String metaGraph(String prefix, String suffix) {
    return SHARD_SUFFIX.matcher(prefix).replaceFirst("") + "." + suffix;
  }

  /** The files of this name; several for the shards of a V1 checkpoint. */
  private static List<Path> named(String name) {
    int slash = name.lastIndexOf('/');
    Matcher shards = V1_SHARDS.matcher(name.substring(slash + 1));
    if (shards.matches()) {
      String count = shards.group(2).replace("?????", ".{5}");
      return matching(
          name.substring(0, slash + 1),
          Pattern.compile(Pattern.quote(shards.group(1)) + "-.{5}-of-" + count));
    }
    if (name.isEmpty()) {
      return List.of();
    }
    Path file = Contexts.environment().files().resolve(name);
    return Files.exists(file) ? List.of(file) : List.of();
  }

  private static List<Path> matching(String folder, Pattern fileName) {
    Path place = Contexts.environment().files().resolve(folder);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        if (fileName.matcher(file.getFileName().toString()).matches()) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw CheckpointErrors.translate(e);
    }
    Collections.sort(found);
    return found;
  }

  /** Emits what TensorFlow logs when a deprecated function is called. */
  static void deprecated(String symbol, String module, String instead) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("symbol", symbol);
    details.put("module", module);
    Contexts.emit(
        new Diagnostic(
            Diagnostic.Level.WARNING,
            "deprecated",
            details,
            symbol + " is deprecated; " + instead));
  }
}
