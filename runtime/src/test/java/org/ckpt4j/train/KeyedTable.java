package org.ckpt4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.trackable.Dependencies;
import org.ckpt4j.trackable.SaveSpec;
import org.ckpt4j.trackable.Trackable;
import org.ckpt4j.train.saveops.Saveable;
import org.jspecify.annotations.Nullable;

/** A mutable table of strings to floats that saves its keys and values, as a program may write. */
final class KeyedTable implements Trackable {
  private final Dependencies dependencies = new Dependencies();
  private final String name;
  private final Tensor handle;
  private @Nullable Node exported;

  KeyedTable(String name) {
    this.name = name;
    Attrs types = Attrs.of("key_dtype", DType.STRING, "value_dtype", DType.FLOAT32);
    this.handle =
        run(
                "MutableHashTableV2",
                Contexts.current().isEager() ? types.with("shared_name", name) : types)
            .output(0);
  }

  private Node run(String type, Attrs attrs, Operand... inputs) {
    return StandardOps.registry().find(type).orElseThrow().run(null, attrs, List.of(inputs));
  }

  /** Lets a saver without a list of variables find it. */
  KeyedTable collected() {
    List<SaveSpec> specs = new ArrayList<>();
    serializeToTensors().forEach(spec -> specs.add(spec.named(name + spec.name())));
    Graph.current()
        .addToCollection(
            GraphKeys.SAVEABLE_OBJECTS,
            new Saveable(this, name, specs, List.of("-keys", "-values")));
    return this;
  }

  Node insert(String key, float value) {
    return run(
        "LookupTableInsertV2",
        Attrs.of("Tin", DType.STRING, "Tout", DType.FLOAT32),
        handle,
        ToTensor.of(key, DType.STRING, "keys"),
        ToTensor.of(value, DType.FLOAT32, "values"));
  }

  Tensor find(String key) {
    return run(
            "LookupTableFindV2",
            Attrs.of("Tin", DType.STRING, "Tout", DType.FLOAT32),
            handle,
            ToTensor.of(key, DType.STRING, "keys"),
            ToTensor.of(-1f, DType.FLOAT32, "default"))
        .output(0);
  }

  @Override
  public Dependencies dependencies() {
    return dependencies;
  }

  @Override
  public List<SaveSpec> serializeToTensors() {
    exported = null;
    return List.of(
        new SaveSpec("-keys", "", DType.STRING, "", () -> export().output(0)),
        new SaveSpec("-values", "", DType.FLOAT32, "", () -> export().output(1)));
  }

  private Node export() {
    if (exported == null) {
      exported =
          run(
              "LookupTableExportV2",
              Attrs.of("Tkeys", DType.STRING, "Tvalues", DType.FLOAT32),
              handle);
    }
    return exported;
  }

  @Override
  public @Nullable Node restoreFromTensors(Map<String, Tensor> restored) {
    Node imported =
        run(
            "LookupTableImportV2",
            Attrs.of("Tin", DType.STRING, "Tout", DType.FLOAT32),
            handle,
            restored.get("-keys"),
            restored.get("-values"));
    return Contexts.current().isEager() ? null : imported;
  }
}
