/**
 * Losses of TensorFlow 1: weighted, reduced, and gathered in a collection of the graph.
 *
 * <p>Read first: {@link Losses}, then {@link WeightedLoss}. Counterpart: {@code
 * tf.compat.v1.losses}.
 */
@NullMarked
package org.ckpt4j.losses;

import org.jspecify.annotations.NullMarked;
