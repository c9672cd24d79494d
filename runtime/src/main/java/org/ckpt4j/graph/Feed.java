package org.ckpt4j.graph;

import org.ckpt4j.framework.Operand;

/**
 * A value that a tensor takes for one run of a session.
 *
 * @param value an {@code EagerTensor} or anything a constant can be made of
 */
public record Feed(Operand target, Object value) {}
