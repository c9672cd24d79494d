/** To be filled. */
@NullMarked
package org.ckpt4j.guide;

import org.jspecify.annotations.NullMarked;
