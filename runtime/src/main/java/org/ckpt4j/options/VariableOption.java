package org.ckpt4j.options;

/** Configures the making of a variable, by constructor. */
public interface VariableOption {}
