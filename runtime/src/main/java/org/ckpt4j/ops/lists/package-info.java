/**
 * Operations on tensor lists, as loops and gradients of the second kind of control flow use them.
 */
@NullMarked
package org.ckpt4j.ops.lists;

import org.jspecify.annotations.NullMarked;
