/**
 * Operations on numbers, element by element and along dimensions.
 *
 * <p>Operations that are one expression each share a table file; the others have a file each. Types
 * that ND4J computes wrongly or slowly (half, bfloat16) are computed as floats and narrowed.
 */
@NullMarked
package org.ckpt4j.ops.math;

import org.jspecify.annotations.NullMarked;
