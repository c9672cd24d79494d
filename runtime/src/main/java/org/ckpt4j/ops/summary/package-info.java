/** Operations that give {@code Summary} messages, as event files hold them. */
@NullMarked
package org.ckpt4j.ops.summary;

import org.jspecify.annotations.NullMarked;
