package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.coding.AtomicFile;

/** The files that lie under one V2 prefix, those included that should not. */
final class BundleFiles {
  private static final Pattern DATA = Pattern.compile("\\.data-(\\d{5,10})-of-(\\d{5,10})");

  private final Prefix prefix;

  /** Which save's temporary files stand for the finished ones; empty: none. */
  private final String temporaryOf;

  /** Everything beside it whose name begins with its name and a mark that saves put there. */
  private final List<Path> siblings = new ArrayList<>();

  private BundleFiles(Prefix prefix, String temporaryOf) {
    this.prefix = prefix;
    this.temporaryOf = temporaryOf;
  }

  static BundleFiles of(Path checkpoint) throws IOException {
    BundleFiles out = new BundleFiles(Prefix.of(checkpoint), "");
    if (Files.isDirectory(out.prefix.folder().toAbsolutePath())) {
      String start = out.prefix.name();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(out.prefix.folder().toAbsolutePath())) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (name.startsWith(start + ".index")
              || name.startsWith(start + ".data-")
              || name.equals(start + "_temp")) {
            out.siblings.add(out.prefix.folder().resolve(name));
          }
        }
      }
      out.siblings.sort(null);
    }
    return out;
  }

  Prefix prefix() {
    return prefix;
  }

  Path index() {
    return temporaryOf.isEmpty()
        ? prefix.index()
        : AtomicFile.temporary(prefix.index(), temporaryOf);
  }

  Path data(int shard, int shards) {
    Path data = prefix.data(shard, shards);
    Path temporary = AtomicFile.temporary(data, temporaryOf);
    // A save that was interrupted while it renamed its files has some of them in place already.
    return !temporaryOf.isEmpty() && Files.exists(temporary) ? temporary : data;
  }

  /** The saves of which a temporary index is left, each as if its files had their names. */
  List<BundleFiles> interrupted() {
    List<BundleFiles> out = new ArrayList<>();
    String start = prefix.index().getFileName() + AtomicFile.TEMPORARY;
    for (Path file : temporaryIndexes()) {
      String name = file.getFileName().toString();
      if (name.startsWith(start)) {
        BundleFiles one = new BundleFiles(prefix, name.substring(start.length()));
        one.siblings.addAll(siblings);
        out.add(one);
      }
    }
    return out;
  }

  private Matcher dataName(Path file) {
    String name = file.getFileName().toString();
    return DATA.matcher(name.substring(Math.min(name.length(), prefix.name().length())));
  }

  /** Index and data files of any number of shards. */
  List<Path> all() {
    return siblings.stream()
        .filter(file -> file.equals(index()) || dataName(file).matches())
        .toList();
  }

  List<Path> temporaryIndexes() {
    return siblings.stream()
        .filter(
            file ->
                file.getFileName().toString().startsWith(prefix.name() + ".index")
                    && FolderContents.isTemporary(file))
        .toList();
  }

  /** How many shards the names of the data files speak of; 1 if there are none. */
  int numShardsByName() {
    int shards = 1;
    for (Path file : siblings) {
      Matcher name = dataName(file);
      if (name.matches()) {
        long count = Long.parseLong(name.group(2));
        shards = (int) Math.max(shards, Math.min(count, Integer.MAX_VALUE));
      }
    }
    return shards;
  }

  private boolean isTemporaryOfThis(Path file) {
    return !temporaryOf.isEmpty()
        && file.getFileName().toString().endsWith(AtomicFile.TEMPORARY + temporaryOf);
  }

  /** Data files of other numbers of shards, temporary files and folders. */
  List<Path> leftOver(int shards) {
    List<Path> out = new ArrayList<>();
    for (Path file : siblings) {
      Matcher name = dataName(file);
      boolean belongs =
          file.equals(index())
              || isTemporaryOfThis(file)
              || name.matches()
                  && Long.parseLong(name.group(2)) == shards
                  && Long.parseLong(name.group(1)) < shards;
      if (!belongs && (name.matches() || FolderContents.isTemporary(file))) {
        out.add(file);
      }
    }
    return out;
  }
}
