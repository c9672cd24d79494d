/** To be filled. */
@NullMarked
package org.ckpt4j.estimator;

import org.jspecify.annotations.NullMarked;
