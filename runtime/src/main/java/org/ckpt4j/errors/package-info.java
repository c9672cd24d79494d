/** To be filled. */
@NullMarked
package org.ckpt4j.errors;

import org.jspecify.annotations.NullMarked;
