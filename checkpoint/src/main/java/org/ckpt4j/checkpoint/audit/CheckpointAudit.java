package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointFormat;

/**
 * Every byte of one checkpoint accounted for, and everything that is wrong with it.
 *
 * <p>Goes on after a fault: a damaged index block costs its entries, a damaged tensor only itself.
 *
 * @param checkpoint prefix, V1 file or V1 shard pattern
 * @param tensors how many tensors are sound
 * @param lost how many tensors are known to be lost
 * @param bytes size of all its files
 * @param files how many files it has
 * @param findings in the order of files and offsets
 */
public record CheckpointAudit(
    Path checkpoint,
    CheckpointFormat format,
    long tensors,
    long lost,
    long bytes,
    int files,
    List<Finding> findings) {
  public CheckpointAudit {
    findings = List.copyOf(findings);
  }

  /**
   * @param checkpoint prefix, V1 file or V1 shard pattern; of a V2 checkpoint the index may be
   *     missing
   * @param progress is told bytes as they are checked
   */
  public static CheckpointAudit of(Path checkpoint, LongConsumer progress) throws IOException {
    if (TableFiles.isTables(checkpoint)) {
      TableFiles files = TableFiles.of(checkpoint);
      TablesAudit audit = TablesAudit.run(checkpoint, files, progress);
      return new CheckpointAudit(
          checkpoint,
          CheckpointFormat.V1,
          audit.tensors(),
          audit.lost(),
          bytes(files.all()),
          files.all().size(),
          audit.findings());
    }
    BundleFiles files = BundleFiles.of(checkpoint);
    BundleAudit audit = BundleAudit.run(files, progress);
    return new CheckpointAudit(
        checkpoint,
        CheckpointFormat.V2,
        audit.tensors(),
        audit.lost(),
        bytes(files.all()),
        files.all().size(),
        audit.findings());
  }

  /** Bytes that {@link #of} will tell its {@code progress} about. */
  public static long work(Path checkpoint) throws IOException {
    return bytes(
        TableFiles.isTables(checkpoint)
            ? TableFiles.of(checkpoint).all()
            : BundleFiles.of(checkpoint).all());
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /** Whether nothing is wrong; notes do not count. */
  public boolean clean() {
    return findings.stream().allMatch(f -> f.severity() == Finding.Severity.NOTE);
  }

  public long count(Finding.Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).count();
  }
}
