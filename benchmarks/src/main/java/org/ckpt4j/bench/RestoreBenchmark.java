package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
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

/**
 * How long it takes to open a checkpoint and have all its values: mapped and verified, or copied
 * into new memory and verified. The page cache is warm.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(1)
public class RestoreBenchmark {
  @Param Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  private List<RawTensor> mapped = List.of();
  private final List<OffHeapBytes> copied = new ArrayList<>();

  @Benchmark
  public List<RawTensor> mapped() throws IOException {
    List<RawTensor> out = new ArrayList<>(workload.tensors());
    try (CheckpointReader reader = CheckpointReader.open(prefix())) {
      for (TensorEntry entry : reader.entries()) {
        out.add(reader.getTensor(entry.key()));
      }
    }
    mapped = out;
    return out;
  }

  @Benchmark
  public List<OffHeapBytes> copied() throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix())) {
      for (TensorEntry entry : reader.entries()) {
        var target = new OffHeapBytes(entry.size());
        reader.readInto(entry.key(), target);
        copied.add(target);
      }
    }
    return copied;
  }

  private Path prefix() {
    return Path.of(folder, "restore-" + workload.label());
  }

  @Setup(Level.Invocation)
  public void forgetTheLastOne() {
    copied.forEach(OffHeapBytes::close);
    copied.clear();
  }

  @TearDown(Level.Trial)
  public void leaveEvidence() throws IOException {
    if (!mapped.isEmpty()) {
      leave("ckpt4j-mapped", mapped.stream().map(RawTensor::bytes).toList());
    }
    if (!copied.isEmpty()) {
      leave("ckpt4j-copied", copied);
    }
    forgetTheLastOne();
  }

  private void leave(String side, List<? extends TensorBytes> values) throws IOException {
    CRC32 crc = new CRC32();
    for (TensorBytes bytes : values) {
      for (long at = 0; at < bytes.size(); at += 1 << 24) {
        ByteBuffer window = bytes.window(at, (int) Math.min(1 << 24, bytes.size() - at));
        crc.update(window);
      }
    }
    Evidence.leave(Path.of(folder), side, "restore-" + workload.label(), crc.getValue());
  }
}
