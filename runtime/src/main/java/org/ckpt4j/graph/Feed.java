package org.ckpt4j.graph;

/**
 * A value that a tensor takes for one run of a session.
 *
 * @param target a tensor or variable of the graph, or the name of a tensor
 * @param value an {@code EagerTensor} or anything a constant can be made of
 */
public record Feed(Object target, Object value) {}
