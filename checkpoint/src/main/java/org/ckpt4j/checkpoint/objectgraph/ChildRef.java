package org.ckpt4j.checkpoint.objectgraph;

/** An edge to another node: the attribute or position it is reached by. */
public record ChildRef(int nodeId, String localName) {}
