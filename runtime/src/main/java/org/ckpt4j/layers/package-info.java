/**
 * Layers of TensorFlow 1: objects and functions that make their variables in variable scopes.
 *
 * <p>Read first: {@link Layer}, then {@link Dense}; {@link Layers} has the functions. Counterpart:
 * {@code tf.compat.v1.layers}.
 */
@NullMarked
package org.ckpt4j.layers;

import org.jspecify.annotations.NullMarked;
