package org.ckpt4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

/** {@code SaveV2} on the tensors of a {@link Workload}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(1)
public class SavePeerBenchmark {
  @Param Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  private PeerTensorFlow.Saving peer;
  private Path prefix;

  @Setup(Level.Trial)
  public void fill() {
    prefix = Path.of(folder, "save-tensorflow");
    peer = new PeerTensorFlow.Saving(workload, prefix.toString());
  }

  @Setup(Level.Invocation)
  public void removeTheLastOne() throws IOException {
    Evidence.delete(prefix);
  }

  @Benchmark
  public void save() {
    peer.run();
  }

  @TearDown(Level.Trial)
  public void leaveEvidence() throws IOException {
    Evidence.leave(
        Path.of(folder),
        "tensorflow-native",
        "save-" + workload.label(),
        Evidence.ofCheckpoint(prefix));
    Evidence.delete(prefix);
    peer.close();
  }
}
