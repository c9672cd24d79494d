/** Operations on datasets and iterators that input pipelines of imported graphs hold. */
@NullMarked
package org.ckpt4j.ops.data;

import org.jspecify.annotations.NullMarked;
