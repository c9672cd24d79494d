/** Fuzzing of what reads graphs. */
@NullMarked
package org.ckpt4j.graph.fuzz;

import org.jspecify.annotations.NullMarked;
