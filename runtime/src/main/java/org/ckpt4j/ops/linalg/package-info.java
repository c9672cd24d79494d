/** Operations on linear algebra: decompositions, solvers, batched products. */
@NullMarked
package org.ckpt4j.ops.linalg;

import org.jspecify.annotations.NullMarked;
