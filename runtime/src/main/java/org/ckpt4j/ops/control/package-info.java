/**
 * Operations that order others: {@link NoOp}.
 *
 * <p>Only single operations; builders that ask for the graph are in {@code org.ckpt4j.control}.
 */
@NullMarked
package org.ckpt4j.ops.control;

import org.jspecify.annotations.NullMarked;
