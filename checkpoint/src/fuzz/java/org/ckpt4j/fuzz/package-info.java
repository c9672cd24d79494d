/**
 * Fuzz targets of the readers, run by Maven's profile {@code fuzz}; no part of any build without
 * it.
 *
 * <p>Whatever the bytes, a reader ends with a value or with one of its own exceptions, soon, and in
 * little memory. Read first: {@link org.ckpt4j.fuzz.FuzzRun}.
 */
@NullMarked
package org.ckpt4j.fuzz;

import org.jspecify.annotations.NullMarked;
