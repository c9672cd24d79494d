package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of checkpoints lies in one folder (not in those below it), each list sorted.
 *
 * @param bundles prefixes of V2 checkpoints, those included of which only the index or only data
 *     files are there
 * @param tables V1 checkpoints: files, and patterns {@code name-?????-of-00002} of sharded ones
 * @param temporaries files and folders that a save leaves only if it was interrupted
 */
public record FolderContents(List<Path> bundles, List<Path> tables, List<Path> temporaries) {
  private static final String INDEX = ".index";
  private static final Pattern DATA = Pattern.compile("(.*)\\.data-\\d{5,}-of-\\d{5,}");
  private static final Pattern SHARD = Pattern.compile("(.*)-\\d{5,}-of-(\\d{5,})");
  private static final Pattern TEMPORARY =
      Pattern.compile(
          "(.*)(\\.index|\\.data-\\d{5,}-of-\\d{5,}|-\\d{5,}-of-\\d{5,}|)\\.(tempstate|replaced)\\d+j?");
  private static final Pattern TEMPORARY_FOLDER = Pattern.compile(".*_temp");
  private static final long TABLE_MAGIC = 0xdb4775248b80fb57L;

  public FolderContents {
    bundles = List.copyOf(bundles);
    tables = List.copyOf(tables);
    temporaries = List.copyOf(temporaries);
  }

  /**
   * @throws java.nio.file.NotDirectoryException if {@code folder} is none
   */
  public static FolderContents of(Path folder) throws IOException {
    TreeSet<String> bundles = new TreeSet<>();
    TreeSet<String> tables = new TreeSet<>();
    List<Path> temporaries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (isTemporary(file)) {
          temporaries.add(file);
        } else if (Files.isRegularFile(file)) {
          Optional<String> bundle = findBundlePrefix(name);
          if (bundle.isPresent()) {
            bundles.add(bundle.get());
          } else if (isTable(file)) {
            tables.add(tablePattern(name));
          }
        }
      }
    }
    temporaries.sort(null);
    return new FolderContents(
        bundles.stream().map(folder::resolve).toList(),
        // A pattern's question marks are legal in file names wherever V1 shards are made.
        tables.stream().map(folder::resolve).toList(),
        temporaries);
  }

  /** All checkpoints, V2 before V1. */
  public List<Path> checkpoints() {
    List<Path> all = new ArrayList<>(bundles);
    all.addAll(tables);
    return all;
  }

  /** Whether an interrupted save of {@code prefix} left something here. */
  public boolean hasTemporaryOf(Path prefix) {
    String start = prefix.getFileName() + ".";
    return temporaries.stream().anyMatch(file -> file.getFileName().toString().startsWith(start));
  }

  /** The prefix whose index or data file has this name. */
  public static Optional<String> findBundlePrefix(String fileName) {
    if (fileName.endsWith(INDEX)) {
      return Optional.of(fileName.substring(0, fileName.length() - INDEX.length()));
    }
    Matcher data = DATA.matcher(fileName);
    return data.matches() ? Optional.of(data.group(1)) : Optional.empty();
  }

  /**
   * The pattern of all shards if this is the name of one shard of a V1 checkpoint, else the name.
   */
  public static String tablePattern(String fileName) {
    Matcher shard = SHARD.matcher(fileName);
    return shard.matches() ? shard.group(1) + "-?????-of-" + shard.group(2) : fileName;
  }

  /** Whether a save makes such a file or folder and removes or renames it before it ends. */
  public static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return TEMPORARY.matcher(name).matches()
        || TEMPORARY_FOLDER.matcher(name).matches() && Files.isDirectory(file);
  }

  /** Whether the file ends as table files do. */
  public static boolean isTable(Path file) throws IOException {
    ByteBuffer end = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (channel.size() < Long.BYTES) {
        return false;
      }
      channel.position(channel.size() - Long.BYTES);
      while (end.hasRemaining()) {
        if (channel.read(end) < 0) {
          return false;
        }
      }
    }
    return end.getLong(0) == TABLE_MAGIC;
  }
}
