package org.ckpt4j.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.SessionCallable;
import org.ckpt4j.graph.graphdef.GraphDefExport;
import org.ckpt4j.graph.graphdef.GraphDefFiles;
import org.ckpt4j.tensor.DType;
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

/** How long one step of gradient descent takes in a session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainStepBenchmark {
  @Param TrainingModel model = TrainingModel.MLP;

  @Param("")
  String folder = "";

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private SessionCallable step = arguments -> List.of();
  private EagerTensor images = ElementArrays.ints(0);
  private EagerTensor labels = ElementArrays.ints(0);

  @Setup(Level.Trial)
  public void build() {
    try (var building = graph.asDefault()) {
      model.build();
    }
    if (!folder.isEmpty()) {
      // What the peers run.
      GraphDefFiles.write(
          GraphDefExport.of(graph), Path.of(folder, "train-" + model + ".pb").toString(), false);
    }
    session.run(graph.getOperationByName("start"));
    images = ElementArrays.tensor(model.imagesShape(), model.images());
    long[] numbers = java.util.Arrays.stream(model.labels()).asLongStream().toArray();
    labels = ElementArrays.tensor(DType.INT32, Shape.of(numbers.length), numbers);
    step =
        session.makeCallable(
            List.of(graph.getTensorByName("loss:0"), graph.getOperationByName("train")),
            List.of(graph.getTensorByName("images:0"), graph.getTensorByName("labels:0")));
  }

  @Benchmark
  public Object step() {
    return step.call(images, labels);
  }

  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }
}
