/** Operations on hash and vocabulary tables. */
@NullMarked
package org.ckpt4j.ops.lookup;

import org.jspecify.annotations.NullMarked;
