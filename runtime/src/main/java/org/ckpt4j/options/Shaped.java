package org.ckpt4j.options;

import org.ckpt4j.tensor.Shape;

/** The shape a variable may take, wider than its initial value's: {@code shape=[None, 2]}. */
public record Shaped(Shape shape) implements VariableOption, GetVariableOption {}
