package org.ckpt4j.checkpoint.bundle;

import java.nio.file.Path;
import org.ckpt4j.checkpoint.PathResolver;

/**
 * Where a bundle is: a folder, and how its files' names begin there. The name is taken literally,
 * never as a pattern; it is empty for a prefix that ends in {@code /}.
 */
public record Prefix(Path folder, String name) {
  public static Prefix of(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return new Prefix(path, "");
    }
    Path folder = path.getParent();
    return new Prefix(folder == null ? path.getFileSystem().getPath("") : folder, last.toString());
  }

  /** A prefix as a program writes it; here, other than in a {@code Path}, a last slash counts. */
  public static Prefix of(String text, PathResolver files) {
    return text.isEmpty() || text.endsWith("/")
        ? new Prefix(files.resolve(text), "")
        : of(files.resolve(text));
  }

  public Path index() {
    return file(".index");
  }

  /** The data file {@code shard} of {@code shards}. */
  public Path data(int shard, int shards) {
    return file(ShardName.suffix(shard, shards));
  }

  private Path file(String suffix) {
    return folder.resolve(name + suffix);
  }

  /** As a user knows it. */
  @Override
  public String toString() {
    return name.isEmpty() ? folder + "/" : folder.resolve(name).toString();
  }
}
