/** To be filled. */
@NullMarked
package org.ckpt4j.testkit;

import org.jspecify.annotations.NullMarked;
