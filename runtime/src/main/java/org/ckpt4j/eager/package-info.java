/**
 * What only eager programs need: the tape that records operations for their gradients.
 *
 * <p>Read first: {@link GradientTape}.
 */
@NullMarked
package org.ckpt4j.eager;

import org.jspecify.annotations.NullMarked;
