/**
 * Metrics of TensorFlow 1: a value, and an operation that takes in another batch.
 *
 * <p>Read first: {@link Metrics}. Counterpart: {@code tf.compat.v1.metrics}.
 */
@NullMarked
package org.ckpt4j.metrics;

import org.jspecify.annotations.NullMarked;
