/**
 * Operations on checkpoint files, the only ones that know the format library.
 */
@NullMarked
package org.ckpt4j.ops.io;

import org.jspecify.annotations.NullMarked;
