/** Operations on segments and sparse tensors. */
@NullMarked
package org.ckpt4j.ops.sparse;

import org.jspecify.annotations.NullMarked;
