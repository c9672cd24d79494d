/**
 * Operations that make, name, cut and join tensors: constants, placeholders, shapes, slices.
 *
 * <p>One file an operation. {@link Values} makes tensors of Java's values, {@link ToTensor} of
 * anything.
 */
@NullMarked
package org.ckpt4j.ops.array;

import org.jspecify.annotations.NullMarked;
