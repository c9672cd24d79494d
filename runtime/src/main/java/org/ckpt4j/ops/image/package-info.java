/** Operations on images: resizing, colours, patches. */
@NullMarked
package org.ckpt4j.ops.image;

import org.jspecify.annotations.NullMarked;
