package org.ckpt4j.train.optimizers;

import org.ckpt4j.framework.Operand;
import org.jspecify.annotations.Nullable;

/**
 * A gradient and the variable it is the gradient of.
 *
 * @param gradient a tensor, an {@code IndexedSlices}, or null if there is none
 * @param variable a variable; of a mere tensor gradients can be computed, but not applied
 */
public record GradAndVar(@Nullable Operand gradient, Operand variable) {}
