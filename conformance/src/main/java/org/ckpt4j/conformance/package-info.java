/**
 * Recorded and live TensorFlow behaviour, held against ckpt4j.
 *
 * <p>A {@link CaseSource} finds the cases of one layout at a path, {@link CaseRunner} runs each
 * under limits of time and memory, {@link Checks} counts comparisons, and {@link
 * ConformanceCommand} prints the {@link Tally}. Nothing here knows a recording by name: any folder
 * of the layout will do.
 *
 * <p>Read first: ConformanceCase, then FormatCases.
 */
@NullMarked
package org.ckpt4j.conformance;

import org.jspecify.annotations.NullMarked;
