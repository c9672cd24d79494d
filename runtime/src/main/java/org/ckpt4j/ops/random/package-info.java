/**
 * Operations that draw random numbers.
 *
 * <p>Unseeded ones so far; seeded streams are refused rather than drawn from another generator.
 */
@NullMarked
package org.ckpt4j.ops.random;

import org.jspecify.annotations.NullMarked;
