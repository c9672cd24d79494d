/**
 * Rewrites checkpoints without a runtime: copies, renames, chooses, re-shards and changes the
 * format.
 *
 * <p>{@link StoredTensors} says of what pieces a checkpoint's tensors consist and in which order
 * they lie; {@link CheckpointConverter} makes another checkpoint of them.
 */
@NullMarked
package org.ckpt4j.checkpoint.convert;

import org.jspecify.annotations.NullMarked;
