/** To be filled. */
@NullMarked
package org.ckpt4j.bench;

import org.jspecify.annotations.NullMarked;
