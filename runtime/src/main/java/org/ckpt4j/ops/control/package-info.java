/**
 * Operations that order others, choose between them and repeat them: {@link NoOp}, {@link Switch},
 * {@link Merge}, {@link LoopOps}, calls of functions; stacks, assertions, printing, functions of
 * the program.
 *
 * <p>Only single operations; builders that ask for the graph are in {@code org.ckpt4j.control}.
 */
@NullMarked
package org.ckpt4j.ops.control;

import org.jspecify.annotations.NullMarked;
