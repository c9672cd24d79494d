package org.ckpt4j.options;

/** Whether optimizers change the variable: {@code trainable=False}. */
public record Trainable(boolean value) implements VariableOption, GetVariableOption {}
