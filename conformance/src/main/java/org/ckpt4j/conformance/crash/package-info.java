/**
 * A process that saves, killed at random points, and what is left of its checkpoints.
 *
 * <p>{@link SavingChild} saves in a loop until it is killed; {@link CrashCommand} kills it again
 * and again, looks at the survivors with ckpt4j, and has one TensorFlow process read them all.
 */
@NullMarked
package org.ckpt4j.conformance.crash;

import org.jspecify.annotations.NullMarked;
