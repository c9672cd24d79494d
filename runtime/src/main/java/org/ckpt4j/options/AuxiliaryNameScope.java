package org.ckpt4j.options;

/** Whether a variable scope opens a name scope too: {@code auxiliary_name_scope=False}. */
public record AuxiliaryNameScope(boolean value) implements VariableScopeOption {}
