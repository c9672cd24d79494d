/** Operations on hash and vocabulary tables, and on queues: what a session looks things up in. */
@NullMarked
package org.ckpt4j.ops.lookup;

import org.jspecify.annotations.NullMarked;
