/**
 * Optimizers of TensorFlow 1, moving averages, learning rates that change, and clipped gradients.
 *
 * <p>An {@link Optimizer} asks for gradients, keeps slots beside the variables, and adds the update
 * operations of {@code ops.state}. It is a {@code SlotOwner}, so checkpoints save its slots.
 *
 * <p>Read first: {@link Optimizer}, then {@link MomentumOptimizer}.
 */
@NullMarked
package org.ckpt4j.train.optimizers;

import org.jspecify.annotations.NullMarked;
