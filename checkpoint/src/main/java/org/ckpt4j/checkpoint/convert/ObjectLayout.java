package org.ckpt4j.checkpoint.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.objectgraph.CheckpointKeys;
import org.ckpt4j.checkpoint.plan.KeyMapping;
import org.ckpt4j.checkpoint.plan.SlotNames;
import org.ckpt4j.checkpoint.plan.StoredValue;
import org.ckpt4j.checkpoint.plan.StoredValues;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;

/**
 * A name-based checkpoint laid out as objects, as {@code Checkpoint.save} would have written it.
 *
 * @param under the dict that takes all variables under their whole names, as the guide's {@code
 *     Checkpoint(vars={name: variable})}; empty makes every scope an object of its own
 * @param optimizer the path of the object that keeps the slots ({@code w/Momentum}); empty leaves
 *     slots plain variables
 * @param rules change names, as a path with slashes, before they become objects; a name they change
 *     does not go {@code under} the dict
 * @param saveCounter the number of saves to pretend; empty leaves the counter out
 * @param keepNames whether the object graph remembers the variables' names; else all are called
 *     {@code Variable}, as by a program that names none
 */
public record ObjectLayout(
    Optional<String> under,
    Optional<String> optimizer,
    List<KeyRename> rules,
    Optional<Long> saveCounter,
    boolean keepNames) {
  private static final String COUNTER = "save_counter";

  public ObjectLayout {
    rules = List.copyOf(rules);
  }

  /** The guide's {@code convert_tf1_to_tf2}: all variables in the dict {@code vars}. */
  public static ObjectLayout guide() {
    return new ObjectLayout(
        Optional.of("vars"), Optional.empty(), List.of(), Optional.of(1L), false);
  }

  /**
   * @throws IllegalArgumentException if two names lead to one object, or a name to none
   */
  public Draft draft(CheckpointReader source, StoredValues values) {
    ObjectGraphDraft graph = new ObjectGraphDraft();
    Map<String, StoredValue> byName = new LinkedHashMap<>();
    values.values().forEach(value -> byName.put(value.key(), value));
    Map<String, ObjectGraphDraft.Node> variables = new LinkedHashMap<>();
    Map<ObjectGraphDraft.Node, String> names = new LinkedHashMap<>();
    Map<String, SlotNames.Parsed> slots = new LinkedHashMap<>();
    for (String name : byName.keySet()) {
      Optional<SlotNames.Parsed> slot = slotOf(name, byName);
      if (slot.isPresent()) {
        slots.put(name, slot.get());
      } else {
        ObjectGraphDraft.Node node = graph.at(path(name));
        own(node, name);
        variables.put(name, node);
        names.put(node, name);
      }
    }
    ObjectGraphDraft.Node counter = null;
    if (saveCounter.isPresent() && !graph.root().has(COUNTER)) {
      counter = graph.at(List.of(COUNTER));
      counter.own(COUNTER, COUNTER);
    }
    slots.forEach(
        (name, slot) -> {
          ObjectGraphDraft.Node keeper =
              graph.at(Arrays.asList(optimizer.orElseThrow().split("/", -1)));
          ObjectGraphDraft.Node variable = variables.get(slot.variable());
          ObjectGraphDraft.Node node = keeper.slot(slot.slot(), variable);
          own(node, name);
          names.put(node, name);
        });
    return finish(source, graph, names, counter);
  }

  private Draft finish(
      CheckpointReader source,
      ObjectGraphDraft graph,
      Map<ObjectGraphDraft.Node, String> names,
      ObjectGraphDraft.@org.jspecify.annotations.Nullable Node counter) {
    ObjectGraphDraft.Built built = graph.build();
    List<Draft.Entry> entries = new ArrayList<>();
    List<KeyMapping.Pair> pairs = new ArrayList<>();
    names.forEach(
        (node, name) -> {
          String key = built.key(node);
          entries.add(new Draft.Entry(key, Draft.valueOf(source, name)));
          pairs.add(new KeyMapping.Pair(name, key, KeyMapping.Why.GIVEN));
        });
    if (counter != null) {
      RawTensor value = number(saveCounter.orElseThrow());
      entries.add(new Draft.Entry(built.key(counter), () -> value));
    }
    return Draft.ofObjects(entries, built.graph(), new KeyMapping(pairs), List.of());
  }

  private Optional<SlotNames.Parsed> slotOf(String name, Map<String, StoredValue> byName) {
    return optimizer.isEmpty()
        ? Optional.empty()
        : SlotNames.parse(name).filter(slot -> byName.containsKey(slot.variable()));
  }

  private void own(ObjectGraphDraft.Node node, String name) {
    node.own(name, keepNames ? name : "Variable");
  }

  private List<String> path(String name) {
    String renamed = KeyRename.apply(rules, name);
    if (!renamed.equals(name)) {
      return Arrays.asList(renamed.split("/", -1));
    }
    if (optimizer.isPresent() && SlotNames.isSingle(name)) {
      List<String> path = new ArrayList<>(Arrays.asList(optimizer.get().split("/", -1)));
      path.add(name.substring(name.lastIndexOf('/') + 1));
      return path;
    }
    return under.isPresent() ? List.of(under.get(), name) : Arrays.asList(name.split("/", -1));
  }

  private static RawTensor number(long value) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return RawTensor.of(DType.INT64, Shape.scalar(), bytes);
  }

  /** The key that a variable of the dict {@code under} gets. */
  public static String dictKey(String under, String name) {
    return CheckpointKeys.key(
        CheckpointKeys.path(List.of(under, name)), CheckpointKeys.VARIABLE_VALUE);
  }
}
