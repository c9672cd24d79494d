/**
 * Tensor bundles: named tensors in one {@code .index} table and N {@code .data} shards.
 *
 * <p>Part of the format library; knows bytes, not variables. Users want {@link
 * org.ckpt4j.checkpoint.CheckpointReader} and {@link org.ckpt4j.checkpoint.CheckpointWriter}.
 *
 * <pre>  prefix.index                table: "" -> header, tensor name -> entry
 *   prefix.data-00000-of-00001  tensor bytes, back to back, little-endian  </pre>
 *
 * <p>Read first: {@link BundleEntry}, {@link BundleIndex}, then {@link BundleReader} and {@link
 * BundleWriter}; {@link Publication} says how a save becomes visible.
 */
@NullMarked
package org.ckpt4j.checkpoint.bundle;

import org.jspecify.annotations.NullMarked;
