package org.ckpt4j.conformance.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.ckpt4j.checkpoint.CheckpointDirectory;
import org.ckpt4j.checkpoint.CheckpointState;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.PathResolver;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/**
 * The program that is killed: saves step after step, every element of a step's tensors being its
 * number, and says the number when the save has returned.
 */
public final class SavingChild {
  static final int TENSORS = 12;
  static final int KEPT = 3;
  private static final int ELEMENTS = 40_000;

  private SavingChild() {}

  /** Arguments: folder; {@code new} or {@code reused}. Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    boolean reused = args[1].equals("reused");
    for (int step = 1; ; step++) {
      save(folder, prefix(step, reused), step);
      if (!reused && step > KEPT) {
        delete(folder, prefix(step - KEPT, false));
      }
      System.out.println(step);
      System.out.flush();
    }
  }

  static String prefix(int step, boolean reused) {
    return reused ? "ckpt" : "ckpt-" + step;
  }

  /** One checkpoint and the state file that names it. */
  static void save(Path folder, String prefix, int step) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(folder.resolve(prefix))) {
      for (int i = 0; i < TENSORS; i++) {
        writer.add("tensor_" + i, filled(step, ELEMENTS + i));
      }
      writer.finish();
    }
    CheckpointDirectory.at(".", PathResolver.relativeTo(folder))
        .updateCheckpointState(
            new CheckpointState(
                "./" + prefix, List.of("./" + prefix), List.of(), OptionalDouble.empty()),
            CheckpointDirectory.STATE_FILE,
            false);
  }

  private static RawTensor filled(int step, int elements) {
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(step);
    }
    return RawTensor.of(DType.FLOAT32, Shape.of(elements), bytes.array());
  }

  /** Index first, so that what is left is never taken for a checkpoint. */
  private static void delete(Path folder, String prefix) throws IOException {
    Files.deleteIfExists(folder.resolve(prefix + ".index"));
    Files.deleteIfExists(folder.resolve(prefix + ".data-00000-of-00001"));
  }
}
