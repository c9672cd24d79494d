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
  private List<SymbolicTensor> inputs;
  private List<Operation> controlInputs;
  private final String device;
  private final List<SymbolicTensor> outputs = new ArrayList<>();
  private @Nullable ControlFlowContext controlFlowContext;
  private boolean fetchable = true;
  private boolean feedable = true;

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

  /**
   * Lets another tensor be its input {@code index}: the way back of a loop, or a value brought into
   * a branch.
   *
   * @throws IllegalArgumentException if it has another type
   */
  public void updateInput(int index, SymbolicTensor tensor) {
    if (tensor.dtype() != inputs.get(index).dtype()) {
      throw new IllegalArgumentException(
          "input %d of \"%s\" is %s; %s cannot take its place"
              .formatted(index, name, inputs.get(index).dtype(), tensor));
    }
    List<SymbolicTensor> changed = new ArrayList<>(inputs);
    changed.set(index, tensor);
    inputs = List.copyOf(changed);
    graph.changed();
    Reinference.after(this);
  }

  /** Makes it wait for one more. */
  public void addControlInput(Operation op) {
    if (!controlInputs.contains(op)) {
      List<Operation> more = new ArrayList<>(controlInputs);
      more.add(op);
      controlInputs = List.copyOf(more);
      graph.changed();
    }
  }

  /** Makes it wait for these and no others. */
  public void setControlInputs(List<Operation> ops) {
    controlInputs = List.copyOf(ops);
    graph.changed();
  }

  /** Runs it in the default session, for its effect. Counterpart: {@code Operation.run}. */
  public void run(Feed... feeds) {
    Session.requireDefault("running \"" + name + "\"").run(this, feeds);
  }

  /** The branch or loop it is in; null if none. */
  public @Nullable ControlFlowContext controlFlowContext() {
    return controlFlowContext;
  }

  public void setControlFlowContext(@Nullable ControlFlowContext context) {
    controlFlowContext = context;
  }

  /** Whether a session may be asked for what it gives: not for what is within a loop or branch. */
  public boolean isFetchable() {
    return fetchable;
  }

  public void preventFetching() {
    fetchable = false;
  }

  /** Whether a run may be given values for what it makes. */
  public boolean isFeedable() {
    return feedable;
  }

  public void preventFeeding() {
    feedable = false;
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
