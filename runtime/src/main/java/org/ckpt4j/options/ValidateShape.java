package org.ckpt4j.options;

/**
 * Whether a variable keeps the shape of its first value: {@code validate_shape=False} lets it take
 * values of any shape.
 */
public record ValidateShape(boolean value) implements VariableOption, GetVariableOption {}
