package org.ckpt4j.conformance.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.conformance.ConformanceCase;
import org.ckpt4j.tensor.RawTensor;

/**
 * One kill: after {@code steps} finished saves and {@code micros} more of the next.
 *
 * @param survivors takes the checkpoints that are left, for another reader
 * @param withinSave counts the kills that fell into a save, seen by its unfinished files
 */
record CrashCase(
    String id,
    Path folder,
    boolean reused,
    int steps,
    int micros,
    List<Path> survivors,
    AtomicInteger withinSave)
    implements ConformanceCase {
  private static final Pattern FINISHED =
      Pattern.compile("ckpt(-\\d+)?\\.(index|data-00000-of-00001)");

  @Override
  public void run(Checks checks) throws IOException {
    int done = killed();
    checks.holds("the child saved before it was killed", done >= steps);
    if (hasUnfinishedFiles()) {
      withinSave.incrementAndGet();
    }
    if (reused) {
      onReusedPrefix(checks, done);
    } else {
      onNewPrefixes(checks, done);
    }
  }

  /** The number of the last save that had returned. */
  private int killed() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SavingChild.class.getName(),
                folder.toString(),
                reused ? "reused" : "new")
            .redirectError(folder.resolveSibling(folder.getFileName() + ".log").toFile())
            .start();
    int last = 0;
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Integer.parseInt(line);
        if (last == steps) {
          TimeUnit.MICROSECONDS.sleep(micros);
          // By its handle: Process itself would also close the stream that is being read.
          boolean unused = child.toHandle().destroyForcibly();
        }
      }
      child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      child.destroyForcibly();
    }
    return last;
  }

  private boolean hasUnfinishedFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .anyMatch(
              name ->
                  !name.equals(CheckpointDirectory.STATE_FILE)
                      && !FINISHED.matcher(name).matches());
    }
  }

  private void onNewPrefixes(Checks checks, int done) throws IOException {
    // The deletion of the oldest may have been under way, or not yet.
    for (int step = Math.max(1, done - SavingChild.KEPT + 2); step <= done; step++) {
      checks.same("checkpoint " + step, Optional.of(step), step(checks, prefix(step)));
    }
    Optional<Integer> next = step(checks, prefix(done + 1));
    checks.holds(
        "the save that was killed left step " + next, next.isEmpty() || next.get() == done + 1);
    Optional<String> latest = latest();
    checks.holds(
        "the state file names " + latest + " after step " + done,
        latest.equals(Optional.of("./" + SavingChild.prefix(done, false)))
            || latest.equals(Optional.of("./" + SavingChild.prefix(done + 1, false))));
  }

  private void onReusedPrefix(Checks checks, int done) throws IOException {
    Optional<Integer> found = step(checks, prefix(done));
    checks.holds(
        "after step " + done + " the prefix holds step " + found,
        found.isEmpty() || found.get() == done || found.get() == done + 1);
    int next = done + 1000;
    SavingChild.save(folder, SavingChild.prefix(next, true), next);
    checks.same("the next save", Optional.of(next), step(checks, prefix(next)));
    checks.same("state file after the next save", Optional.of("./ckpt"), latest());
  }

  private Path prefix(int step) {
    return folder.resolve(SavingChild.prefix(step, reused));
  }

  private Optional<String> latest() throws IOException {
    return CheckpointDirectory.at(".", PathResolver.relativeTo(folder))
        .latestCheckpoint(CheckpointDirectory.STATE_FILE);
  }

  /** The one number that all elements of a visible checkpoint are; empty if none is visible. */
  private Optional<Integer> step(Checks checks, Path prefix) throws IOException {
    if (!Files.exists(prefix.resolveSibling(prefix.getFileName() + ".index"))) {
      return Optional.empty();
    }
    Set<Float> values = new HashSet<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      List<TensorEntry> entries = reader.entries();
      checks.same("tensors of " + prefix.getFileName(), SavingChild.TENSORS, entries.size());
      for (TensorEntry entry : entries) {
        RawTensor tensor = reader.getTensor(entry.key());
        ByteBuffer bytes = tensor.bytes().window(0, (int) tensor.bytes().size());
        while (bytes.hasRemaining()) {
          values.add(bytes.getFloat());
        }
      }
    }
    survivors.add(prefix);
    List<Float> all = new ArrayList<>(values);
    return checks.same("different values in " + prefix.getFileName(), 1, all.size())
        ? Optional.of(all.get(0).intValue())
        : Optional.of(-1);
  }
}
