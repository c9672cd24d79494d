package org.ckpt4j.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ckpt4j.TF;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.graph.SessionCallable;
import org.ckpt4j.tensor.DType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one addition costs: eagerly, in a session, and by ND4J alone with the output given. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpDispatchBenchmark {
  private static final int CHAIN = 1000;

  @Param({"4", "65536"})
  int elements = 4;

  @Param("")
  String folder = "";

  private EagerTensor a = EagerTensor.of(org.ckpt4j.tensor.RawTensor.ofString(new byte[0]));
  private EagerTensor b = a;
  private INDArray bareA = Nd4j.empty(DataType.FLOAT);
  private INDArray bareB = bareA;
  private INDArray bareOut = bareA;
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private SessionCallable chain = arguments -> List.of();

  @Setup(Level.Trial)
  public void build() {
    bareA = Nd4j.ones(DataType.FLOAT, elements);
    bareB = Nd4j.ones(DataType.FLOAT, elements);
    bareOut = Nd4j.createUninitialized(DataType.FLOAT, elements);
    a = EagerTensor.of(DType.FLOAT32, bareA.dup());
    b = EagerTensor.of(DType.FLOAT32, bareB.dup());
    try (var building = graph.asDefault()) {
      Tensor start = org.ckpt4j.compat.TF1.placeholder(DType.FLOAT32, a.shape());
      Tensor added = start;
      for (int i = 0; i < CHAIN; i++) {
        added = TF.add(added, start);
      }
      chain = session.makeCallable(List.of(added), List.of(start));
    }
  }

  @Benchmark
  public Object eager() {
    return TF.add(a, b);
  }

  @Benchmark
  @OperationsPerInvocation(CHAIN)
  public Object inSession() {
    return chain.call(a);
  }

  @Benchmark
  public Object bareNd4j() {
    return Nd4j.exec(
        DynamicCustomOp.builder("add").addInputs(bareA, bareB).addOutputs(bareOut).build());
  }

  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }
}
