/**
 * Operations on neural networks: convolution, pooling, normalization, softmax and cross entropies,
 * recurrent blocks.
 */
@NullMarked
package org.ckpt4j.ops.nn;

import org.jspecify.annotations.NullMarked;
