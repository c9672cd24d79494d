package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.bundle.BundleReader;
import org.ckpt4j.checkpoint.bundle.InterruptedSaves;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.convert.CheckpointConverter;
import org.ckpt4j.checkpoint.convert.Conversion;
import org.ckpt4j.checkpoint.convert.ConversionPlan;

/**
 * What could be saved of a damaged checkpoint, or of a save that was interrupted.
 *
 * @param saved how many tensors are in the copy
 * @param interrupted whether they come out of temporary files, because no index was visible
 * @param findings all that is wrong with the source, lost tensors among it
 * @param files what was made
 * @param warnings about the copy
 */
public record Salvage(
    CheckpointFormat format,
    long saved,
    boolean interrupted,
    List<Finding> findings,
    List<Path> files,
    List<String> warnings) {
  /** What became of temporary files. */
  public enum Outcome {
    NOTHING_FOUND,
    COMPLETED,
    RESTORED,
    CLEANED_UP
  }

  public Salvage {
    findings = List.copyOf(findings);
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /**
   * Copies all sound tensors to a checkpoint of the same format. The source is not changed.
   *
   * @param overwrite whether a checkpoint called {@code target} may be replaced
   * @throws NoSuchFileException if there is nothing to begin with: no index, no table
   * @throws java.nio.file.FileAlreadyExistsException if the target exists
   * @throws CorruptCheckpointException if no tensor is sound
   */
  public static Salvage copy(
      Path source, Path target, boolean overwrite, boolean fsync, LongConsumer progress)
      throws IOException {
    ConversionPlan plan = ConversionPlan.plain().withOverwrite(overwrite).withFsync(fsync);
    return TableFiles.isTables(source)
        ? new TablesSalvage(source, target, plan, progress).run()
        : ofBundle(source, target, plan, progress);
  }

  static CorruptCheckpointException nothingSound(Path source) {
    return new CorruptCheckpointException(
        CorruptCheckpointException.Category.DATA_LOSS,
        source.toString(),
        -1,
        null,
        "no tensor is sound, nothing can be salvaged");
  }

  private static Salvage ofBundle(
      Path source, Path target, ConversionPlan plan, LongConsumer progress) throws IOException {
    BundleFiles files = BundleFiles.of(source);
    boolean interrupted = !java.nio.file.Files.exists(files.index());
    BundleAudit best = null;
    for (BundleFiles candidate : interrupted ? files.interrupted() : List.of(files)) {
      BundleAudit audit = BundleAudit.run(candidate, progress);
      if (best == null || audit.tensors() > best.tensors()) {
        best = audit;
      }
    }
    if (best == null) {
      throw new NoSuchFileException(
          files.index().toString(),
          null,
          "nothing to salvage: no index, not even a temporary one; data files alone have no names");
    }
    if (best.tensors() == 0) {
      throw nothingSound(source);
    }
    try (BundleReader sound = best.soundReader()) {
      Conversion done = CheckpointConverter.rewrite(sound, target, plan, progress);
      return new Salvage(
          CheckpointFormat.V2,
          done.tensors(),
          interrupted,
          best.findings(),
          done.files(),
          done.warnings());
    }
  }

  /**
   * Ends an interrupted save where it lies: completes it if its temporary files are whole, else
   * puts the old checkpoint back; what is of no use is deleted.
   */
  public static Outcome settle(Path prefix) throws IOException {
    return switch (InterruptedSaves.settle(Prefix.of(prefix))) {
      case NOTHING_FOUND -> Outcome.NOTHING_FOUND;
      case COMPLETED -> Outcome.COMPLETED;
      case RESTORED -> Outcome.RESTORED;
      case CLEANED_UP -> Outcome.CLEANED_UP;
    };
  }
}
