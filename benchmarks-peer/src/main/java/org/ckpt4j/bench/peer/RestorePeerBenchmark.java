package org.ckpt4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
import org.tensorflow.Output;
import org.tensorflow.Tensor;

/** {@code RestoreV2} of all tensors of a {@link Workload}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(1)
public class RestorePeerBenchmark {
  private static final int CHUNK = 1 << 24;

  @Param Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  private PeerTensorFlow peer;
  private List<Output<?>> restored = List.of();

  @Setup(Level.Invocation)
  public void freshSession() {
    forgetTheLastOne();
    peer = new PeerTensorFlow(workload);
  }

  @Benchmark
  public List<Output<?>> restore() {
    restored = peer.restore(Path.of(folder, "restore-" + workload.label()).toString());
    return restored;
  }

  @TearDown(Level.Trial)
  public void leaveEvidence() throws IOException {
    CRC32 crc = new CRC32();
    for (Output<?> output : restored) {
      try (Tensor tensor = output.asTensor()) {
        long size = tensor.asRawTensor().numBytes();
        for (long at = 0; at < size; at += CHUNK) {
          crc.update(
              PeerTensorFlow.bytes(tensor.asRawTensor(), at, (int) Math.min(CHUNK, size - at)));
        }
      }
    }
    Evidence.leave(
        Path.of(folder), "tensorflow-native", "restore-" + workload.label(), crc.getValue());
    forgetTheLastOne();
  }

  /** Closing the session frees its tensors, so that the next round allocates anew, as ours does. */
  private void forgetTheLastOne() {
    restored = List.of();
    if (peer != null) {
      peer.close();
      peer = null;
    }
  }
}
