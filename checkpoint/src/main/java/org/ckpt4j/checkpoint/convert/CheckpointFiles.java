package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteSource;

/** The files that a checkpoint consists of, and copies of them under another name. */
public final class CheckpointFiles {
  private static final String NUMBERED = "-\\d{5,}-of-\\d{5,}";
  private static final Pattern SHARD = Pattern.compile("-(?:\\d{5,}|\\?{5})-of-(\\d{5,})");
  private static final int WINDOW = 1 << 20;

  private CheckpointFiles() {}

  /** The files of an open checkpoint; the index of a V2 one is last. */
  public static List<Path> of(CheckpointReader reader) throws IOException {
    if (reader.format() == CheckpointFormat.V1) {
      return tables(reader.prefix());
    }
    Prefix prefix = Prefix.of(reader.prefix());
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < reader.numShards(); shard++) {
      files.add(prefix.data(shard, reader.numShards()));
    }
    files.add(prefix.index());
    return files;
  }

  private static List<Path> tables(Path fileOrPattern) throws IOException {
    if (Files.exists(fileOrPattern)) {
      return List.of(fileOrPattern);
    }
    String name = fileOrPattern.getFileName().toString();
    String start = name.substring(0, Math.max(0, name.indexOf("-?????-of-")));
    String end = name.substring(Math.max(0, name.lastIndexOf("-of-")));
    return siblings(
        fileOrPattern, Pattern.compile(Pattern.quote(start) + "-\\d{5}" + Pattern.quote(end)));
  }

  /** What lies under this name already, V2 or V1, of any number of shards; a V2 index first. */
  public static List<Path> existing(Path prefix) throws IOException {
    Prefix files = Prefix.of(prefix);
    List<Path> out = new ArrayList<>();
    if (Files.exists(files.index())) {
      out.add(files.index());
    }
    if (Files.isRegularFile(prefix)) {
      out.add(prefix);
    }
    String start = Pattern.quote(SHARD.matcher(files.name()).replaceAll(""));
    out.addAll(siblings(prefix, Pattern.compile(start + "(\\.data)?" + NUMBERED)));
    return out;
  }

  private static List<Path> siblings(Path prefix, Pattern name) throws IOException {
    Path folder = prefix.toAbsolutePath().getParent();
    List<Path> out = new ArrayList<>();
    if (folder == null || !Files.isDirectory(folder)) {
      return out;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (name.matcher(file.getFileName().toString()).matches()) {
          out.add(prefix.resolveSibling(file.getFileName()));
        }
      }
    }
    out.sort(null);
    return out;
  }

  static boolean sameFile(Path a, Path b) throws IOException {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
  }

  /** Copies all files; a V2 index goes last, and an old one is removed first. */
  static List<Path> copy(CheckpointReader reader, Path target, boolean fsync) throws IOException {
    List<Path> sources = of(reader);
    if (reader.format() == CheckpointFormat.V2) {
      Files.deleteIfExists(Prefix.of(target).index());
    }
    List<Path> out = new ArrayList<>();
    for (Path source : sources) {
      Path copy = renamed(source, reader.prefix(), target);
      copyFile(source, copy, fsync);
      out.add(copy);
    }
    Path graph = reader.prefix().resolveSibling(reader.prefix().getFileName() + ".meta");
    if (Files.isRegularFile(graph)) {
      Path copy = target.resolveSibling(target.getFileName() + ".meta");
      copyFile(graph, copy, fsync);
      out.add(copy);
    }
    return out;
  }

  /** The name that a file of the old prefix has under the new one. */
  public static Path renamed(Path file, Path oldPrefix, Path newPrefix) {
    String name = file.getFileName().toString();
    String old = oldPrefix.getFileName().toString();
    String now = newPrefix.getFileName().toString();
    if (name.startsWith(old)) {
      return newPrefix.resolveSibling(now + name.substring(old.length()));
    }
    // A shard of a V1 pattern: keeps its number behind the new name, whether that is a pattern or
    // not.
    String plain = SHARD.matcher(now).replaceAll("");
    String suffix = name.substring(name.lastIndexOf("-of-") - 6);
    return newPrefix.resolveSibling(plain + suffix);
  }

  /** Copies one file; the copy appears when it is whole. */
  public static void copyFile(Path source, Path target, boolean fsync) throws IOException {
    try (ByteSource in = ByteSource.open(source, false);
        AtomicFile out = new AtomicFile(target, fsync)) {
      for (long at = 0; at < in.size(); at += WINDOW) {
        out.write(in.read(at, (int) Math.min(WINDOW, in.size() - at)));
      }
      out.commit();
    }
  }

  /** Gives a file a second name; false if the file system cannot. */
  static boolean link(Path source, Path target) throws IOException {
    Path temporary = AtomicFile.temporary(target, AtomicFile.randomId());
    try {
      Files.createLink(temporary, source);
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      return false;
    }
    try {
      Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // Renaming one name of a file to another name of the same file leaves both.
      Files.deleteIfExists(temporary);
    }
    return true;
  }
}
