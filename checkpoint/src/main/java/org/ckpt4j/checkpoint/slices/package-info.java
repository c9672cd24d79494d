/**
 * V1 checkpoints: one table whose records are slices of tensors, written before tensor bundles.
 *
 * <p>Part of the format library, reached through {@link org.ckpt4j.checkpoint.CheckpointReader} and
 * {@link org.ckpt4j.checkpoint.CheckpointWriter}.
 *
 * <pre>  model                 table: "" -> names, shapes, types, slices; slice key -> values
 *   model-?????-of-00002  the name of a sharded one; each shard is a table of its own  </pre>
 *
 * <p>Read first: V1Record, then V1Reader.
 */
@NullMarked
package org.ckpt4j.checkpoint.slices;

import org.jspecify.annotations.NullMarked;
