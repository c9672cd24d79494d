package org.ckpt4j.graph;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.jspecify.annotations.Nullable;

/** A node of a {@link Graph}. Counterpart: {@code tf.Operation}. */
public final class Operation implements Node {
  private final Graph graph;
  private final int id;
  private final String name;
  private final OpDef def;
  private final Attrs attrs;
  private final List<SymbolicTensor> inputs;
  private final List<Operation> controlInputs;
  private final String device;
  private final List<SymbolicTensor> outputs = new ArrayList<>();

  Operation(
      Graph graph,
      int id,
      String name,
      OpDef def,
      Attrs attrs,
      List<SymbolicTensor> inputs,
      List<Operation> controlInputs,
      String device) {
    this.graph = graph;
    this.id = id;
    this.name = name;
    this.def = def;
    this.attrs = attrs;
    this.inputs = List.copyOf(inputs);
    this.controlInputs = List.copyOf(controlInputs);
    this.device = device;
  }

  void addOutput(SymbolicTensor output) {
    outputs.add(output);
  }

  public Graph graph() {
    return graph;
  }

  /** Its place in the order of creation. */
  int id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OpDef def() {
    return def;
  }

  @Override
  public Attrs attrs() {
    return attrs;
  }

  @Override
  public List<SymbolicTensor> inputs() {
    return inputs;
  }

  /** What must have run before it, besides what makes its inputs. */
  public List<Operation> controlInputs() {
    return controlInputs;
  }

  @Override
  public List<SymbolicTensor> outputs() {
    return outputs;
  }

  @Override
  public SymbolicTensor output(int index) {
    return outputs.get(index);
  }

  /** The device that was asked for; empty if none was. */
  public String device() {
    return device;
  }

  /** The groups of nodes it is to be placed with, as {@code loc:@name}. */
  public List<String> colocationGroups() {
    @Nullable Object classes = attrs.find(COLOCATION);
    if (classes instanceof List<?> list && !list.isEmpty()) {
      return list.stream().map(String.class::cast).toList();
    }
    return List.of("loc:@" + name);
  }

  static final String COLOCATION = "_class";

  @Override
  public String toString() {
    return "Operation(\"" + name + "\", " + type() + ")";
  }
}
