package org.ckpt4j.conformance.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.cli.ExitCode;
import org.ckpt4j.cli.Main;
import org.ckpt4j.cli.Terminal;
import org.ckpt4j.conformance.Checks;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;

/**
 * A checkpoint with an optimizer's slots, converted by {@code ckpt4j convert}, loaded by a program
 * of TensorFlow, saved by it and converted back.
 *
 * @param toObjects from names (TF1) to objects (TF2), or the other way
 */
record ConversionLiveCase(TrainedObjects plan, boolean toObjects) implements LiveCase {
  private static final String SOURCE = "source";
  private static final String CONVERTED = "converted";

  static ConversionLiveCase draw(RandomTensors random) {
    return new ConversionLiveCase(TrainedObjects.draw(random), random.chance(50));
  }

  @Override
  public String kind() {
    return "conversion";
  }

  @Override
  public void write(Path ours) throws IOException {
    if (toObjects) {
      SavedItems.write(ours.resolve(SOURCE), WriteOptions.defaults(), named());
      convert(ours.resolve(SOURCE), ours.resolve(CONVERTED), toObjects);
      return;
    }
    try (var in = ObjectLiveCase.in(ours)) {
      TrainedObjects.Made made = plan.make(false);
      for (int i = 0; i < plan.steps(); i++) {
        made.step(i);
      }
      String unused = made.checkpoint().save(SOURCE);
    }
    convert(ours.resolve(SOURCE + "-1"), ours.resolve(CONVERTED), toObjects);
  }

  /** What a Saver would write of {@code net/w0…} under the optimizer, with values at random. */
  private List<Item> named() {
    Map<String, RawTensor> out = new TreeMap<>();
    for (int i = 0; i < plan.initial().size(); i++) {
      String name = "net/w" + i;
      out.put(name, plan.initial().get(i));
      int slot = 0;
      for (String suffix : slots()) {
        out.put(name + "/" + suffix, plan.gradients().get(slot++ % plan.steps()).get(i));
      }
    }
    if (plan.training() == GraphPlan.Training.ADAM) {
      out.put("beta1_power", LiveValues.floats(Shape.scalar(), 0.729f));
      out.put("beta2_power", LiveValues.floats(Shape.scalar(), 0.997f));
    }
    out.put("global_step", ((EagerTensor) org.ckpt4j.TF.constant(3L)).raw());
    List<Item> items = new ArrayList<>();
    out.forEach((name, value) -> items.add(new Item(TensorKey.of(name), value, null)));
    return items;
  }

  private List<String> slots() {
    return switch (plan.training()) {
      case GRADIENT_DESCENT -> List.of();
      case MOMENTUM -> List.of("Momentum");
      case ADAM -> List.of("Adam", "Adam_1");
      case ADAGRAD -> List.of("Adagrad");
      case RMSPROP -> List.of("RMSProp", "RMSProp_1");
      case FTRL -> List.of("Ftrl", "Ftrl_1");
    };
  }

  private static void convert(Path from, Path to, boolean toObjects) {
    List<String> words = new ArrayList<>(List.of("convert", from.toString(), to.toString()));
    words.addAll(
        toObjects
            ? List.of("--tree", "--optimizer", "optimizer")
            : List.of("--names", "path", "--rule", "^optimizer/beta=beta"));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code = Main.run(out, out, Terminal.none(), words.toArray(String[]::new));
    if (code != ExitCode.FINE) {
      throw new IllegalStateException("ckpt4j convert ended with " + code + ": " + said);
    }
  }

  @Override
  public void describe(ObjectNode job, String ours, String theirs) {
    job.put("ours", ours + "/" + CONVERTED);
    job.put("theirs", theirs + "/" + SOURCE);
    job.put("to_objects", toObjects);
    plan.describe(job);
  }

  @Override
  public void check(Checks checks, Path ours, Path theirs, JsonNode found) throws IOException {
    String saved = found.path("saved").asText();
    Path back = theirs.resolve("back");
    convert(theirs.resolve(saved), back, !toObjects);
    Map<String, RawTensor> wanted = values(ours.resolve(toObjects ? SOURCE : SOURCE + "-1"));
    Map<String, RawTensor> got = values(back);
    if (checks.same("keys", wanted.keySet(), got.keySet())) {
      for (Map.Entry<String, RawTensor> one : wanted.entrySet()) {
        if (!one.getKey().contains("CHECKPOINTABLE")) {
          SavedItems.same(checks, one.getKey(), one.getValue(), got.get(one.getKey()));
        }
      }
    }
  }

  private static Map<String, RawTensor> values(Path prefix) throws IOException {
    Map<String, RawTensor> out = new TreeMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (var entry : reader.entries()) {
        RawTensor value = reader.getTensor(entry.key());
        out.put(
            entry.key().toString(),
            value.dtype().isFixedWidth()
                ? RawTensor.of(value.dtype(), value.shape(), value.bytes().toByteArray())
                : RawTensor.ofStrings(
                    value.shape(), value.elements().stream().map(e -> e.toByteArray()).toList()));
      }
    }
    return out;
  }
}
