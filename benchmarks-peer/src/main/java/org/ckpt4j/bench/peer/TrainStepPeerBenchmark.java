package org.ckpt4j.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A training step of the graph that {@code TrainStepBenchmark} wrote, in TensorFlow's session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainStepPeerBenchmark {
  private static final int BATCH = 64;

  @Param("MLP")
  String model = "MLP";

  @Param("")
  String folder = "";

  private final Graph graph = new Graph();
  private Session session;
  private TFloat32 images;
  private TInt32 labels;

  @Setup(Level.Trial)
  public void load() throws IOException {
    byte[] message = Files.readAllBytes(Path.of(folder, "train-" + model + ".pb"));
    graph.importGraphDef(GraphDef.parseFrom(message));
    session = new Session(graph);
    session.runner().addTarget("start").run().close();
    images =
        TFloat32.tensorOf(
            model.equals("MLP") ? Shape.of(BATCH, 784) : Shape.of(BATCH, 28, 28, 1),
            data -> {
              for (long i = 0; i < data.size(); i++) {
                data.setFloat((i * 2654435761L >>> 8 & 0xffff) / 65535f, index(i));
              }
            });
    labels =
        TInt32.tensorOf(
            Shape.of(BATCH),
            data -> {
              for (int i = 0; i < BATCH; i++) {
                data.setInt(i * 7 % 10, i);
              }
            });
  }

  private long[] index(long element) {
    return model.equals("MLP")
        ? new long[] {element / 784, element % 784}
        : new long[] {element / 784, element / 28 % 28, element % 28, 0};
  }

  @Benchmark
  public void step() {
    session
        .runner()
        .feed("images", images)
        .feed("labels", labels)
        .fetch("loss")
        .addTarget("train")
        .run()
        .close();
  }

  @TearDown(Level.Trial)
  public void close() {
    images.close();
    labels.close();
    session.close();
    graph.close();
  }
}
