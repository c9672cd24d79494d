package org.ckpt4j.variables;

import java.util.function.Supplier;
import org.ckpt4j.options.GetVariableOption;

/**
 * A first value given instead of an initializer: a tensor, a Java value, or a {@link Supplier} of one,
 * which is asked when the variable is made.
 */
public record InitialValue(Object value) implements GetVariableOption {}
