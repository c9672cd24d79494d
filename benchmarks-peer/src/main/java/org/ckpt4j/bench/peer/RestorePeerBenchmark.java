package org.ckpt4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.ckpt4j.bench.Evidence;
import org.ckpt4j.bench.Workload;
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
import org.tensorflow.RawTensor;
import org.tensorflow.Result;

/** {@code RestoreV2} of all tensors of a {@link Workload}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(1)
public class RestorePeerBenchmark {
  private static final int CHUNK = 1 << 24;

  /** Fetching more than this would be measured instead of the op. */
  private static final int MOST_FETCHES = 1000;

  @Param Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  private PeerTensorFlow.Restoring peer;
  private Result restored;

  @Setup(Level.Trial)
  public void build() {
    peer =
        new PeerTensorFlow.Restoring(
            workload, Path.of(folder, "restore-" + workload.label()).toString());
  }

  /** So that every round allocates anew, as ours does. */
  @Setup(Level.Invocation)
  public void forgetTheLastOne() {
    if (restored != null) {
      restored.close();
      restored = null;
    }
  }

  @Benchmark
  public void restore() {
    if (workload.tensors() <= MOST_FETCHES) {
      restored = peer.fetch();
    } else {
      peer.run();
    }
  }

  @TearDown(Level.Trial)
  public void leaveEvidence() throws IOException {
    CRC32 crc = new CRC32();
    forgetTheLastOne();
    restored = peer.fetch();
    for (int i = 0; i < workload.tensors(); i++) {
      RawTensor tensor = restored.get(i).asRawTensor();
      long size = tensor.numBytes();
      for (long at = 0; at < size; at += CHUNK) {
        crc.update(PeerTensorFlow.bytes(tensor, at, (int) Math.min(CHUNK, size - at)));
      }
    }
    Evidence.leave(
        Path.of(folder), "tensorflow-native", "restore-" + workload.label(), crc.getValue());
    forgetTheLastOne();
    peer.close();
  }
}
