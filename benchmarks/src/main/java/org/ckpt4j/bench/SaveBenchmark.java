package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to write the tensors of a {@link Workload} to a new checkpoint. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(1)
public class SaveBenchmark {
  @Param Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  private final List<OffHeapBytes> memory = new ArrayList<>();
  private final List<RawTensor> tensors = new ArrayList<>();
  private Path prefix = Path.of("");

  @Setup(Level.Trial)
  public void fill() {
    prefix = Path.of(folder, "save-ckpt4j");
    for (int i = 0; i < workload.tensors(); i++) {
      OffHeapBytes bytes = OffHeapBytes.filled(workload, i);
      memory.add(bytes);
      tensors.add(RawTensor.of(DType.FLOAT32, Shape.of(workload.elements()), bytes));
    }
  }

  @Setup(Level.Invocation)
  public void removeTheLastOne() throws IOException {
    Evidence.delete(prefix);
  }

  @Benchmark
  public void save() throws IOException {
    save(WriteOptions.defaults());
  }

  /** What a save takes that is on the disk when it returns. */
  @Benchmark
  public void saveWithFsync() throws IOException {
    save(WriteOptions.defaults().withFsync(true));
  }

  private void save(WriteOptions options) throws IOException {
    try (CheckpointWriter writer = CheckpointWriter.create(prefix, options)) {
      for (int i = 0; i < tensors.size(); i++) {
        writer.add(workload.key(i), tensors.get(i));
      }
      writer.finish();
    }
  }

  @TearDown(Level.Trial)
  public void leaveEvidence() throws IOException {
    Evidence.leave(
        Path.of(folder), "ckpt4j", "save-" + workload.label(), Evidence.ofCheckpoint(prefix));
    Evidence.delete(prefix);
    memory.forEach(OffHeapBytes::close);
  }
}
