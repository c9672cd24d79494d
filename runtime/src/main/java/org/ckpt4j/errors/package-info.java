/**
 * The kinds of failure, named as in {@code tf.errors}, and the Python kinds that Java lacks.
 *
 * <p>Python's {@code ValueError} is {@link IllegalArgumentException}, {@code RuntimeError} is
 * {@link IllegalStateException}, {@code NotImplementedError} is {@link
 * UnsupportedOperationException}, {@code KeyError} is {@link java.util.NoSuchElementException},
 * {@code IndexError} is {@link IndexOutOfBoundsException}. Read first: {@link OpError}.
 */
@NullMarked
package org.ckpt4j.errors;

import org.jspecify.annotations.NullMarked;
