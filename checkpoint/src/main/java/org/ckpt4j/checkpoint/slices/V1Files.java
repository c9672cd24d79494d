package org.ckpt4j.checkpoint.slices;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files a V1 checkpoint consists of: the file of that name, or for the name that a sharded
 * {@code Saver} gives, {@code model-?????-of-00002}, its shards {@code model-00000-of-00002} ….
 *
 * <p>TensorFlow takes any name as a pattern. Here only this form is one.
 */
public final class V1Files {
  private static final Pattern SHARDED =
      Pattern.compile("(.*)-\\?{5}-of-(\\d{5,}|\\?{5})", Pattern.DOTALL);

  private V1Files() {}

  /** Whether at least one of them is there. */
  public static boolean exist(Path prefix) throws IOException {
    return Files.exists(prefix) || !shards(prefix).isEmpty();
  }

  /** Those that are there, shards in the order of their numbers. */
  public static List<Path> find(Path prefix) throws IOException {
    return Files.isRegularFile(prefix) ? List.of(prefix) : shards(prefix);
  }

  private static List<Path> shards(Path prefix) throws IOException {
    Path name = prefix.getFileName();
    Matcher sharded = SHARDED.matcher(name == null ? "" : name.toString());
    if (!sharded.matches()) {
      return List.of();
    }
    String count = sharded.group(2).startsWith("?") ? "\\d{5}" : sharded.group(2);
    Pattern shard = Pattern.compile(Pattern.quote(sharded.group(1)) + "-\\d{5}-of-" + count);
    List<Path> out = new ArrayList<>();
    Path folder = prefix.getParent() == null ? prefix.resolveSibling("") : prefix.getParent();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder, file -> shard.matcher(String.valueOf(file.getFileName())).matches())) {
      files.forEach(out::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    out.sort(null);
    return out;
  }
}
