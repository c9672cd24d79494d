/** To be filled. */
@NullMarked
package org.ckpt4j.conformance;

import org.jspecify.annotations.NullMarked;
