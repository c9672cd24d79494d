/**
 * All operations there are, in one list. Each is defined in one file of the packages below.
 *
 * <p>Read first: {@link StandardOps}, then any operation, such as {@link
 * org.ckpt4j.ops.math.MatMul}.
 */
@NullMarked
package org.ckpt4j.ops;

import org.jspecify.annotations.NullMarked;
