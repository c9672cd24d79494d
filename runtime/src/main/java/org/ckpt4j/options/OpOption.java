package org.ckpt4j.options;

/** Configures an operation: its name. */
public interface OpOption {}
