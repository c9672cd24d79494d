package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.TF;
import org.ckpt4j.compat.TF1;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Feed;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Session;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.SaveOption;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.train.MetaGraphs;
import org.ckpt4j.train.Saver;
import org.ckpt4j.variables.GraphVariables;
import org.ckpt4j.variables.Variable;

/**
 * A small random graph that trains: made and saved by ckpt4j and run by TensorFlow, and one made by
 * TensorFlow from the same draw, saved, and run by ckpt4j.
 *
 * @param layers which function follows each layer: 0 relu, 1 tanh, 2 sigmoid, 3 square
 */
record GraphLiveCase(int rows, int width, List<Integer> layers, boolean resource, long seed)
    implements LiveCase {
  private static final String NAME = "model";
  private static final int STEPS = 3;
  private static final double TOLERANCE = 1e-5;

  static GraphLiveCase draw(RandomTensors random) {
    List<Integer> layers = new ArrayList<>();
    for (int i = 1 + random.upTo(4); i > 0; i--) {
      layers.add(random.upTo(4));
    }
    return new GraphLiveCase(
        1 + random.upTo(5), 1 + random.upTo(5), layers, random.chance(50), random.upTo(1 << 20));
  }

  @Override
  public String kind() {
    return "graph";
  }

  /** Small numbers without a pattern, the same in Python. */
  private EagerTensor numbers(int salt, int... dims) {
    long[] sizes = java.util.Arrays.stream(dims).asLongStream().toArray();
    Shape shape = Shape.of(sizes);
    float[] out = new float[(int) shape.numElements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = ((seed * 31 + salt * 17L + i * 7919L) % 101 - 50) / 64f;
    }
    return ElementArrays.tensor(shape, out);
  }

  private Tensor build() {
    Tensor h = TF1.placeholder(DType.FLOAT32, Shape.of(-1, width), new Named("x"));
    for (int i = 0; i < layers.size(); i++) {
      Variable w =
          new Variable(numbers(i, width, width), new Named("w" + i), new UseResource(resource));
      Variable b =
          new Variable(numbers(50 + i, width), new Named("b" + i), new UseResource(resource));
      h = activation(layers.get(i), TF.add(TF.matmul(h, w), b));
    }
    Tensor loss = TF.reduceMean(TF.square(h), new Named("loss"));
    TF1.train.gradientDescentOptimizer(0.05f).minimize(loss, new Named("train"));
    return loss;
  }

  private static Tensor activation(int which, Tensor x) {
    return switch (which) {
      case 0 -> TF.nn.relu(x);
      case 1 -> TF.tanh(x);
      case 2 -> TF.sigmoid(x);
      default -> TF.square(x);
    };
  }

  @Override
  public void write(Path ours) throws IOException {
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        Session session = new Session(graph)) {
      build();
      Saver saver = new Saver();
      session.run(GraphVariables.globalInitializer());
      saver.save(session, ours.resolve(NAME).toString(), SaveOption.writeState(false));
    }
  }

  /** Losses of a few training steps from the saved values on. */
  private List<Double> losses(Path folder) {
    List<Double> out = new ArrayList<>();
    Graph graph = new Graph();
    try (var scope = graph.asDefault();
        Session session = new Session(graph)) {
      Saver saver =
          Objects.requireNonNull(
              MetaGraphs.importMetaGraph(folder.resolve(NAME + ".meta").toString()));
      saver.restore(session, folder.resolve(NAME).toString());
      Feed x = new Feed(graph.getTensorByName("x:0"), numbers(99, rows, width));
      for (int i = 0; i < STEPS; i++) {
        out.add(
            Objects.requireNonNull(
                    session
                        .run(
                            List.of(
                                graph.getTensorByName("loss:0"), graph.getOperationByName("train")),
                            x)
                        .get(0))
                .doubleValue());
      }
    }
    return out;
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + NAME);
    job.put("theirs", theirs + "/" + NAME);
    job.put("rows", rows);
    job.put("width", width);
    job.put("resource", resource);
    job.put("seed", seed);
    job.put("steps", STEPS);
    ArrayNode all = job.putArray("layers");
    layers.forEach(all::add);
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) {
    compare(checks, "of ckpt4j's graph", losses(ours), found.path("ours"));
    compare(checks, "of TensorFlow's graph", losses(theirs), found.path("theirs"));
  }

  private static void compare(Checks checks, String what, List<Double> got, JsonNode wanted) {
    checks.same("steps " + what, wanted.size(), got.size());
    for (int i = 0; i < Math.min(wanted.size(), got.size()); i++) {
      double want = wanted.get(i).doubleValue();
      checks.holds(
          "loss %d %s: TensorFlow has %s, ckpt4j %s".formatted(i, what, want, got.get(i)),
          Math.abs(want - got.get(i)) <= TOLERANCE * Math.max(1, Math.abs(want)));
    }
  }
}
