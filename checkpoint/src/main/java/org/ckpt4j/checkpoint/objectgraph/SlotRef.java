package org.ckpt4j.checkpoint.objectgraph;

/** A variable that an optimizer keeps for another variable. */
public record SlotRef(int originalVariableNodeId, String slotName, int slotVariableNodeId) {}
