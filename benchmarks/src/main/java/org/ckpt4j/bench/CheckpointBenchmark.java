package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ckpt4j.TF;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.Checkpoint;
import org.ckpt4j.train.CheckpointOptions;
import org.ckpt4j.variables.Variable;
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

/** Saving and restoring a list of many small tracked variables, eagerly. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(1)
public class CheckpointBenchmark {
  private static final int ELEMENTS = 16;

  /** Up to 1,000,000 is worth a look: {@code -p variables=1000000 -jvmArgs -Xmx6g}. */
  @Param("10000")
  int variables = 10_000;

  @Param("")
  String folder = "";

  private Path own = Path.of("");
  private Checkpoint checkpoint = new Checkpoint();
  private String saved = "";

  @Setup(Level.Trial)
  public void build() throws IOException {
    own = Files.createTempDirectory(Path.of(folder), "tracked");
    List<Variable> all = new ArrayList<>(variables);
    for (int i = 0; i < variables; i++) {
      float[] elements = new float[ELEMENTS];
      Arrays.fill(elements, i);
      all.add(new Variable(ElementArrays.tensor(Shape.of(ELEMENTS), elements)));
    }
    checkpoint = new Checkpoint(TF.kw("v", all));
    saved = checkpoint.write(own.resolve("first"));
  }

  @Benchmark
  public Object save() {
    return checkpoint.write(own.resolve("again"));
  }

  @Benchmark
  public Object restore() {
    return checkpoint.read(saved).assertConsumed();
  }

  /** How long the caller waits for a save that goes on behind it. */
  @Benchmark
  public Object asynchronousSave() {
    return checkpoint.write(
        own.resolve("behind").toString(), CheckpointOptions.defaults().withEnableAsync(true));
  }

  /** The wait for the last save is not part of the next one's time. */
  @TearDown(Level.Invocation)
  public void waitForTheLastSave() {
    checkpoint.sync();
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    checkpoint.close();
    try (Stream<Path> files = Files.list(own)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(own);
  }
}
