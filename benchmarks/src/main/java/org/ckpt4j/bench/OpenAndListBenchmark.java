package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to open a checkpoint and list its keys, types and shapes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpenAndListBenchmark {
  @Param("SMALL")
  Workload workload = Workload.SMALL;

  @Param("")
  String folder = "";

  @Benchmark
  public Object openAndList() throws IOException {
    try (CheckpointReader reader =
        CheckpointReader.open(Path.of(folder, "restore-" + workload.label()))) {
      return reader.entries();
    }
  }
}
