/**
 * Operations that read and write checkpoints: kernels over {@code org.ckpt4j.checkpoint}.
 *
 * <p>The only operations that touch files; paths are strings, resolved by the environment of the
 * running program. {@link CheckpointErrors} turns the library's exceptions into TensorFlow's kinds.
 * Values go to the writer as they lie in memory, never copied.
 */
@NullMarked
package org.ckpt4j.ops.io;

import org.jspecify.annotations.NullMarked;
