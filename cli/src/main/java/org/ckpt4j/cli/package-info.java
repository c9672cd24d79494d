/** To be filled. */
@NullMarked
package org.ckpt4j.cli;

import org.jspecify.annotations.NullMarked;
