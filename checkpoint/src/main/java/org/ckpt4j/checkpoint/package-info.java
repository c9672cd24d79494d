/**
 * Opens and makes TensorFlow checkpoints: {@link CheckpointReader}, {@link CheckpointWriter} and
 * the {@code checkpoint} state file, {@link CheckpointDirectory}.
 *
 * <p>The public door of the format library. Needs the JDK and protobuf-java, no TensorFlow, no
 * native code. What lies behind it (tables, bundles, codings) is not exported.
 */
@NullMarked
package org.ckpt4j.checkpoint;

import org.jspecify.annotations.NullMarked;
