package org.ckpt4j.graph;

import org.ckpt4j.framework.OpDef;

/** What a node does to the flow of values, apart from computing. */
enum FlowRole {
  COMPUTE,
  SWITCH,
  MERGE,
  ENTER,
  EXIT,
  NEXT_ITERATION,
  CONTROL_TRIGGER;

  static FlowRole of(OpDef def) {
    return switch (def.name()) {
      case "Switch", "RefSwitch" -> SWITCH;
      case "Merge", "RefMerge" -> MERGE;
      case "Enter", "RefEnter" -> ENTER;
      case "Exit", "RefExit" -> EXIT;
      case "NextIteration", "RefNextIteration" -> NEXT_ITERATION;
      case "ControlTrigger" -> CONTROL_TRIGGER;
      default -> COMPUTE;
    };
  }

  /** Whether a graph that holds it can run as a list of kernels, one after the other. */
  boolean isStraight() {
    return this == COMPUTE || this == CONTROL_TRIGGER;
  }
}
