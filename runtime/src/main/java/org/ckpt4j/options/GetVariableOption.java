package org.ckpt4j.options;

/** Configures the making or finding of a variable in a variable scope. */
public interface GetVariableOption {}
