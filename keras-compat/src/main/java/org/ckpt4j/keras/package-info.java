/** To be filled. */
@NullMarked
package org.ckpt4j.keras;

import org.jspecify.annotations.NullMarked;
