/**
 * Operations that draw random numbers, from TensorFlow's streams.
 *
 * <pre>
 *   seeds -> RandomSeeds -> attributes -> RandomKernel (where the stream has got to)
 *                                             |
 *   stateless seeds, keys -> StatelessStream -+-> Philox -> Variates, Distribution -> elements
 * </pre>
 */
@NullMarked
package org.ckpt4j.ops.random;

import org.jspecify.annotations.NullMarked;
