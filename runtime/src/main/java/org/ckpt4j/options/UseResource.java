package org.ckpt4j.options;

/**
 * Whether a resource variable is made, or an old reference variable: {@code use_resource=False}.
 */
public record UseResource(boolean value)
    implements VariableOption, GetVariableOption, VariableScopeOption {}
