package org.ckpt4j.options;

/** Configures a variable scope. */
public interface VariableScopeOption {}
