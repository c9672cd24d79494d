package org.ckpt4j.conformance.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.StandardOps;

/** One line of a file of recorded ops. */
public final class OpCase {
  private final String id;
  private final JsonNode recorded;

  /**
   * @param id names the case where the line itself does not
   */
  public OpCase(String id, JsonNode recorded) {
    this.id = recorded.path("id").asText(id);
    this.recorded = recorded;
  }

  public String id() {
    return id;
  }

  /** The op type, or the kind of case. */
  public String op() {
    return recorded.path("op").asText();
  }

  /**
   * Lets ckpt4j do what TensorFlow did, and compares.
   *
   * @throws LackingFeature if ckpt4j lacks what the case is about
   */
  public void run(Findings checks) {
    try {
      switch (RecordedTensor.field(recorded, "op").asText()) {
        case "graph" -> ControlGraph.run(recorded, checks);
        case "graph_seeds" -> SeedCase.inGraph(recorded, checks);
        case "eager_seeds" -> SeedCase.eagerly(recorded, checks);
        case "initializer" -> InitializerCase.run(recorded, checks);
        default -> operation(checks);
      }
    } catch (UnsupportedOperationException e) {
      throw new LackingFeature(op() + ": " + e.getMessage());
    }
  }

  private void operation(Findings checks) {
    OpDef def = find(op());
    if (!recorded.has("outputs") && !recorded.has("error")) {
      throw new MalformedCase("neither outputs nor an error");
    }
    JsonNode inputs = RecordedTensor.field(recorded, "inputs");
    boolean state = recorded.has("variables_after");
    for (JsonNode input : inputs) {
      state |= input.has("variable");
    }
    if (state) {
      StateOp.run(def, recorded, checks);
      return;
    }
    Attrs attrs = RecordedAttrs.of(def, RecordedTensor.field(recorded, "attrs"));
    List<EagerTensor> values = new ArrayList<>();
    inputs.forEach(input -> values.add(RecordedTensor.value(input)));
    EagerOp.run(def, attrs, values, recorded, checks);
    GraphOp.run(def, attrs, values, recorded, checks);
    if (recorded.has("grad")) {
      GradientPart.run(def, attrs, values, recorded.get("grad"), checks);
    }
  }

  /**
   * @throws LackingFeature if ckpt4j has no such op
   */
  static OpDef find(String op) {
    return StandardOps.registry().find(op).orElseThrow(() -> new LackingFeature("op " + op));
  }
}
