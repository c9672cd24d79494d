package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/**
 * How far a save lifts the memory of a process above what the values themselves take: run in a JVM
 * of its own with a small heap, so that garbage does not count as need. Linux only, from the
 * kernel's peak of the resident size.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** Arguments: workload, folder. Prints the peak above the start, in bytes. */
  public static void main(String[] args) throws IOException {
    Workload workload = Workload.valueOf(args[0]);
    Path prefix = Path.of(args[1], "memory");
    List<OffHeapBytes> memory = new ArrayList<>();
    for (int i = 0; i < workload.tensors(); i++) {
      memory.add(OffHeapBytes.filled(workload, i));
    }
    System.gc();
    Files.writeString(CLEAR, "5"); // the kernel starts a new peak
    long before = kibibytes("VmRSS:");
    save(workload, memory, prefix);
    long peak = kibibytes("VmHWM:");
    Evidence.delete(prefix);
    System.out.println(Math.max(0, peak - before) << 10);
  }

  static boolean isAvailable() {
    return Files.isReadable(STATUS) && Files.isWritable(CLEAR);
  }

  private static void save(Workload workload, List<OffHeapBytes> memory, Path prefix)
      throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (int i = 0; i < memory.size(); i++) {
        writer.add(
            workload.key(i),
            RawTensor.of(DType.FLOAT32, Shape.of(workload.elements()), memory.get(i)));
      }
      writer.finish();
    }
  }

  private static long kibibytes(String field) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(STATUS + " has no " + field);
  }
}
