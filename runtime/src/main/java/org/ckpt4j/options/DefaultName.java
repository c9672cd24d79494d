package org.ckpt4j.options;

/** The name of a variable scope that was given none, made unique: {@code default_name="layer"}. */
public record DefaultName(String name) implements VariableScopeOption {}
