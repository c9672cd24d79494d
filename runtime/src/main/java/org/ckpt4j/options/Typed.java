package org.ckpt4j.options;

import org.ckpt4j.tensor.DType;

/** The element type: {@code dtype=tf.float64}. */
public record Typed(DType dtype)
    implements VariableOption, GetVariableOption, VariableScopeOption {}
